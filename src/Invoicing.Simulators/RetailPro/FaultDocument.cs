using System.Text.Json;

namespace Invoicing.Simulators.RetailPro;

/// <summary>Reads the body of <c>PUT /faults</c>.</summary>
internal static class FaultDocument
{
    private const int LongestBody = 10_000;
    private const int LongestDelayMs = 24 * 60 * 60 * 1000;

    private static readonly Dictionary<string, FaultKind> s_kinds = NamesOf<FaultKind>();
    private static readonly Dictionary<string, Operation> s_operations = NamesOf<Operation>();

    /// <summary>Null when the document has faults of its own, which are all noted.</summary>
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
