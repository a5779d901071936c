using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators;

/// <summary>The faults in force. A plan is replaced as a whole, and with it its counters.</summary>
internal sealed class FaultPlan(
    FaultSubject subject, long seed, bool refuseDuplicates, RequiredHeader? requireHeader, IReadOnlyList<FaultRule> rules)
{
    private const int LongestBody = 10_000;
    private const int LongestDelayMs = 24 * 60 * 60 * 1000;

    private static readonly Dictionary<string, FaultKind> s_kinds =
        Enum.GetValues<FaultKind>().ToDictionary(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));

    private readonly Lock _gate = new();
    private readonly int[] _looked = new int[rules.Count];
    private readonly int[] _fired = new int[rules.Count];

    public static FaultPlan None(FaultSubject subject) => new(subject, seed: 0, subject.RefusesDuplicates, requireHeader: null, rules: []);

    /// <summary>Reads the body of <c>PUT /faults</c>. Null when it has faults of its own, which are all noted.</summary>
    public static FaultPlan? Read(FaultSubject subject, JsonElement json, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the fault document must be an object");
            return null;
        }

        var root = new FieldReader(json, "", faults);
        var seed = root.Whole("seed", long.MinValue, long.MaxValue, required: false) ?? 0;
        var refuseDuplicates = root.Flag("refuseDuplicates") ?? subject.RefusesDuplicates;
        var header = ReadHeader(root.Object("requireHeader", required: false));
        var rules = root.Objects("rules", required: false).Select(rule => ReadRule(subject, rule)).ToList();
        root.RefuseOthers();
        return faults.Count == 0 ? new FaultPlan(subject, seed, refuseDuplicates, header, rules) : null;
    }

    public bool RefuseDuplicates => refuseDuplicates;

    /// <summary>What is wrong with the headers of a request; null when nothing is.</summary>
    public string? Refusal(HttpContext context) =>
        requireHeader is null || string.Equals(context.Request.Headers[requireHeader.Name], requireHeader.Value, StringComparison.Ordinal)
            ? null
            : $"header {requireHeader.Name} is missing or wrong";

    /// <summary>The fault for a request that has not been read; only <c>down</c> rules can be decided then.</summary>
    public FaultRule? BeforeReading(string operation) => Next(operation, number: null, down: true);

    /// <summary>The fault for a request of this number.</summary>
    public FaultRule? AfterReading(string operation, string? number) => Next(operation, number, down: false);

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
    private FaultRule? Next(string operation, string? number, bool down)
    {
        var numberName = subject.NumberNames[operation];
        lock (_gate)
        {
            for (var index = 0; index < rules.Count; index++)
            {
                var rule = rules[index];
                if ((rule.Kind == FaultKind.Down) == down && rule.Matches(operation, numberName, number) && !(_fired[index] >= rule.Times)
                    && SplitMix.Share(seed, index, _looked[index]++) < rule.Rate)
                {
                    var fired = _fired[index]++;
                    return WithAnswer(rule, unchecked((int)SplitMix.Mix(seed, index, fired)));
                }
            }
        }

        return null;
    }

    private FaultRule WithAnswer(FaultRule rule, int oddSeed)
    {
        var answer = rule.Answer is { } name ? subject.Answers[name]
            : rule is { IsOdd: true, Body: null } ? subject.PickOdd(rule.Kind, oddSeed)
            : null;
        return answer is null
            ? rule
            : rule with { Status = answer.Status, ContentType = answer.ContentType, Body = answer.Body, Location = answer.Location };
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

    private static FaultRule ReadRule(FaultSubject subject, FieldReader reader)
    {
        var kind = reader.OneOf("kind", s_kinds, required: true) ?? default;
        var isOdd = new FaultRule { Kind = kind }.IsOdd;
        var rule = new FaultRule
        {
            Operation = reader.Word("operation", [FaultRule.AnyOperation, .. subject.NumberNames.Keys], required: false)
                ?? FaultRule.AnyOperation,
            Kind = kind,
            Rate = reader.Share("rate") ?? 1,
            Times = (int?)reader.Whole("times", 1, int.MaxValue, required: false),
            Status = (int?)reader.Whole("status", 200, isOdd ? 299 : 599, required: false) ?? (isOdd ? 200 : 503),
            Body = reader.Text("body", LongestBody, required: false),
            ContentType = reader.Text("contentType", 200, required: false) ?? "application/json",
            Answer = subject.Answers.Count == 0 ? null : reader.Word("answer", subject.Answers.Keys, required: false),
            RetryAfterSeconds = (int?)reader.Whole("retryAfterSeconds", 0, 1_000_000, required: false),
            DelayMs = (int?)reader.Whole("delayMs", 0, LongestDelayMs, required: false),
            Numbers = ReadNumbers(subject, reader),
        };
        RefuseNonsense(subject, rule, reader);
        reader.RefuseOthers();
        return rule;
    }

    private static Dictionary<string, object> ReadNumbers(FaultSubject subject, FieldReader reader) => subject.NumberNames.Values
        .OfType<string>().Distinct()
        .Select(name => (Name: name, Number: reader.Text(name, 200, required: false)))
        .Where(read => read.Number is not null)
        .ToDictionary(read => read.Name, read => (object)read.Number!);

    // A rule that could never fire would make a test pass for nothing.
    private static void RefuseNonsense(FaultSubject subject, FaultRule rule, FieldReader reader)
    {
        var hasAnswer = rule.IsOdd || rule.IsStatus;
        reader.FaultIf(rule is { Kind: FaultKind.Delay, DelayMs: null }, "delayMs", "is required for delay");
        reader.FaultIf(rule.Body is not null && !hasAnswer, "body", "can be given only for a status and for odd answers");
        reader.FaultIf(rule.Answer is not null && !hasAnswer, "answer", "can be given only for a status and for odd answers");
        reader.FaultIf(rule is { Answer: not null, Body: not null }, "answer", "cannot be given together with a body");
        if (rule.Numbers.Keys.FirstOrDefault() is not { } number)
        {
            return;
        }

        reader.FaultIf(rule.Kind == FaultKind.Down, number, "cannot be given for down, which hits before the number is read");
        if (subject.NumberNames.TryGetValue(rule.Operation, out var own) && (own is null || !rule.Numbers.ContainsKey(own)))
        {
            reader.Fault(number, $"is not part of {rule.Operation}{(own is null ? "" : $", give {own}")}");
        }
    }
}
