namespace Invoicing.Simulators.Vtex;

/// <summary>What the faults of this simulator can be about, and the answers that a fault can ask for.</summary>
internal static class VtexFaults
{
    public const string Get = "get";
    public const string List = "list";
    public const string StartHandling = "startHandling";
    public const string Invoice = "invoice";

    /// <summary>An invoice of type <c>Input</c>.</summary>
    public const string Return = "return";
    public const string Tracking = "tracking";
    public const string Event = "event";
    public const string Cancel = "cancel";
    public const string Feed = "feed";
    public const string Commit = "commit";

    private const string OrderId = "orderId";
    private const string Json = "application/json; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    public const string LoginPath = "/login";

    public static RawAnswer LoginPage { get; } = new(
        200, Html, "<!DOCTYPE html><html><head><title>Login</title></head><body><form>Please log in</form></body></html>");

    /// <summary>Faults for want of a better reason: no such code is known of VTEX.</summary>
    public static Answer Refuse(int status) =>
        status == 401 ? VtexAnswers.Unauthorized() : VtexAnswers.Error(status, "OMS999", "simulated fault");

    private static readonly Dictionary<string, RawAnswer> s_answers = new()
    {
        ["loginPage"] = LoginPage,
        ["loginRedirect"] = new(302, Html, "", LoginPath + "?ReturnUrl=%2F"),
        ["error"] = new(400, Json, """{"error":{"code":"OMS999","message":"The invoice value is not valid","exception":null}}"""),
        ["problem"] = new(
            400,
            "application/problem+json; charset=utf-8",
            """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.","""
                + "\"status\":400,\"traceId\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\"}"),
        ["text"] = new(400, "text/plain; charset=utf-8", "The invoice value is not valid"),
        ["errorUnderSuccess"] = new(200, Json, """{"error":{"code":"OMS999","message":"The order is locked","exception":null}}"""),
        ["noReceipt"] = new(200, Json, """{"date":"2026-03-04T09:10:12.0000000+00:00","orderId":"v1490000017acme-01"}"""),
        ["nullReceipt"] = new(200, Json, """{"date":"2026-03-04T09:10:12.0000000+00:00","orderId":"v1490000017acme-01","receipt":null}"""),
        ["empty"] = new(200, Json, ""),
        ["emptyObject"] = new(200, Json, "{}"),
        ["brokenJson"] = new(200, Json, """{"date":"2026-03-04T09:10:12.0000000+00:00","orderId":"v14900"""),
        ["gatewayPage"] = new(502, Html, "<html><body><h1>502 Bad Gateway</h1></body></html>"),
    };

    private static readonly string[] s_unclear = ["noReceipt", "nullReceipt", "empty", "emptyObject", "brokenJson"];

    public static FaultSubject Subject { get; } = new(
        new Dictionary<string, string?>
        {
            [Get] = OrderId,
            [StartHandling] = OrderId,
            [Invoice] = OrderId,
            [Return] = OrderId,
            [Tracking] = OrderId,
            [Event] = OrderId,
            [Cancel] = OrderId,
            [List] = null,
            [Feed] = null,
            [Commit] = null,
        },
        RefusesDuplicates: false,
        s_answers,
        PickOdd);

    private static RawAnswer PickOdd(FaultKind kind, int seed) =>
        s_answers[kind == FaultKind.SaysNo ? "errorUnderSuccess" : s_unclear[new Random(seed).Next(s_unclear.Length)]];
}
