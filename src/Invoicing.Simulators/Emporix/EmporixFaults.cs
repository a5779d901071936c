namespace Invoicing.Simulators.Emporix;

/// <summary>What the faults of this simulator can be about, and the answers that a fault can ask for.</summary>
internal static class EmporixFaults
{
    public const string Token = "token";
    public const string Order = "order";
    public const string Calculate = "calculate";
    public const string Capture = "capture";
    public const string Transactions = "transactions";
    public const string Number = "number";
    public const string Configuration = "configuration";
    public const string Site = "site";

    public const string OrderId = "orderId";
    public const string TransactionId = "transactionId";

    private const string Json = "application/json; charset=utf-8";

    /// <summary>Faults for want of a better reason.</summary>
    public static Answer Refuse(int status) => EmporixAnswers.Error(status, "simulated fault");

    private static readonly Dictionary<string, RawAnswer> s_answers = new()
    {
        ["refused"] = new(200, Json, """{"successful":false,"message":"card expired"}"""),
        ["noSuccess"] = new(200, Json, """{"captureId":"c-0"}"""),
        ["nullSuccess"] = new(200, Json, """{"successful":null,"message":null}"""),
        ["empty"] = new(200, Json, ""),
        ["emptyObject"] = new(200, Json, "{}"),
        ["brokenJson"] = new(200, Json, """{"successful":tr"""),
        ["gatewayPage"] = new(502, "text/html; charset=utf-8", "<html><body><h1>502 Bad Gateway</h1></body></html>"),
    };

    private static readonly string[] s_unclear = ["noSuccess", "nullSuccess", "empty", "emptyObject", "brokenJson"];

    /// <summary>The number of an operation has the name that it has in the call's path.</summary>
    public static FaultSubject Subject { get; } = new(
        new Dictionary<string, string?>
        {
            [Order] = OrderId,
            [Calculate] = OrderId,
            [Capture] = TransactionId,
            [Transactions] = TransactionId,
            [Number] = "schemaType",
            [Configuration] = "propertyKey",
            [Site] = "siteCode",
            [Token] = null,
        },
        RefusesDuplicates: false,
        s_answers,
        (kind, seed) => s_answers[kind == FaultKind.SaysNo ? "refused" : s_unclear[new Random(seed).Next(s_unclear.Length)]]);
}
