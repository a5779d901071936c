using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>The faults in force. A plan is replaced as a whole, and with it its counters.</summary>
internal sealed class FaultPlan(long seed, bool refuseDuplicates, RequiredHeader? requireHeader, IReadOnlyList<FaultRule> rules)
{
    private const int LongestBody = 10_000;
    private const int LongestDelayMs = 24 * 60 * 60 * 1000;

    private static readonly Dictionary<string, FaultKind> s_kinds = NamesOf<FaultKind>();
    private static readonly Dictionary<string, Operation> s_operations = NamesOf<Operation>();

    private readonly Lock _gate = new();
    private readonly int[] _looked = new int[rules.Count];
    private readonly int[] _fired = new int[rules.Count];

    public static FaultPlan None => new(seed: 0, refuseDuplicates: true, requireHeader: null, rules: []);

    /// <summary>Reads the body of <c>PUT /faults</c>. Null when it has faults of its own, which are all noted.</summary>
    public static FaultPlan? Read(JsonElement json, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the fault document must be an object");
            return null;
        }

        var root = new FieldReader(json, "", faults);
        var seed = root.Whole("seed", long.MinValue, long.MaxValue, required: false) ?? 0;
        var refuseDuplicates = root.Flag("refuseDuplicates") ?? true;
        var header = ReadHeader(root.Object("requireHeader", required: false));
        var rules = root.Objects("rules", required: false).Select(ReadRule).ToList();
        root.RefuseOthers();
        return faults.Count == 0 ? new FaultPlan(seed, refuseDuplicates, header, rules) : null;
    }

    public bool RefuseDuplicates => refuseDuplicates;

    public bool Admits(HttpContext context) =>
        requireHeader is null || string.Equals(context.Request.Headers[requireHeader.Name], requireHeader.Value, StringComparison.Ordinal);

    public Task Refuse(HttpContext context) =>
        Answer.Refused(StatusCodes.Status401Unauthorized, $"header {requireHeader?.Name} is missing or wrong").Send(context);

    /// <summary>The fault for a request that has not been read; only <c>down</c> rules can be decided then.</summary>
    public FaultRule? BeforeReading(Operation operation) => Next(operation, number: null, down: true);

    /// <summary>The fault for a request of this number.</summary>
    public FaultRule? AfterReading(Operation operation, string? number) => Next(operation, number, down: false);

    public object Describe()
    {
        lock (_gate)
        {
            return new
            {
                Seed = seed,
                RefuseDuplicates = refuseDuplicates,
                RequireHeader = requireHeader,
                Rules = rules.Select((rule, index) => rule with { Fired = _fired[index] }).ToArray(),
            };
        }
    }

    // Whether the n-th request that a rule looks at is hit depends on the seed, the rule's place and n alone.
    private FaultRule? Next(Operation operation, string? number, bool down)
    {
        lock (_gate)
        {
            for (var index = 0; index < rules.Count; index++)
            {
                var rule = rules[index];
                if ((rule.Kind == FaultKind.Down) == down && rule.Matches(operation, number) && !(_fired[index] >= rule.Times)
                    && SplitMix.Share(seed, index, _looked[index]++) < rule.Rate)
                {
                    var fired = _fired[index]++;
                    return rule is { IsOdd: true, Body: null } ? WithAnswer(rule, unchecked((int)SplitMix.Mix(seed, index, fired))) : rule;
                }
            }
        }

        return null;
    }

    private static FaultRule WithAnswer(FaultRule rule, int seed)
    {
        var answer = OddAnswers.Pick(seed, rule.Kind == FaultKind.SaysNo ? OddMeaning.Refused : OddMeaning.Unclear);
        return rule with { Status = answer.Status, ContentType = answer.ContentType, Body = answer.Body };
    }

    private static RequiredHeader? ReadHeader(FieldReader? header)
    {
        if (header is null)
        {
            return null;
        }

        var name = header.Text("name", 200, required: true);
        var value = header.Text("value", 2000, required: true);
        header.RefuseOthers();
        return new RequiredHeader(name ?? "", value ?? "");
    }

    private static FaultRule ReadRule(FieldReader reader)
    {
        var kind = reader.OneOf("kind", s_kinds, required: true) ?? default;
        var isOdd = new FaultRule { Kind = kind }.IsOdd;
        var rule = new FaultRule
        {
            Operation = reader.OneOf("operation", s_operations, required: false) ?? Operation.Any,
            Kind = kind,
            Rate = reader.Share("rate") ?? 1,
            Times = (int?)reader.Whole("times", 1, int.MaxValue, required: false),
            Status = (int?)reader.Whole("status", 200, isOdd ? 299 : 599, required: false) ?? (isOdd ? 200 : 503),
            Body = reader.Text("body", LongestBody, required: false),
            ContentType = reader.Text("contentType", 200, required: false) ?? "application/json",
            RetryAfterSeconds = (int?)reader.Whole("retryAfterSeconds", 0, 1_000_000, required: false),
            DelayMs = (int?)reader.Whole("delayMs", 0, LongestDelayMs, required: false),
            OrderNo = reader.Text("orderNo", 200, required: false),
            SlipNo = reader.Text("slipNo", 200, required: false),
        };
        RefuseNonsense(rule, reader);
        reader.RefuseOthers();
        return rule;
    }

    // A rule that could never fire would make a test pass for nothing.
    private static void RefuseNonsense(FaultRule rule, FieldReader reader)
    {
        reader.FaultIf(rule is { Kind: FaultKind.Delay, DelayMs: null }, "delayMs", "is required for delay");
        reader.FaultIf(rule.Body is not null && !rule.IsOdd, "body", "can be given only for saysNo, unclear and appliedThenUnclear");
        reader.FaultIf(
            rule.Kind == FaultKind.Down && (rule.OrderNo ?? rule.SlipNo) is not null,
            rule.OrderNo is null ? "slipNo" : "orderNo",
            "cannot be given for down, which hits before the number is read");
        reader.FaultIf(
            rule is { Operation: Operation.Slip, OrderNo: not null, SlipNo: null }, "orderNo", "is not part of a slip, give slipNo");
        reader.FaultIf(
            rule is { Operation: Operation.Invoice, SlipNo: not null, OrderNo: null }, "slipNo", "is not part of an invoice, give orderNo");
    }

    private static Dictionary<string, TEnum> NamesOf<TEnum>()
        where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
}
