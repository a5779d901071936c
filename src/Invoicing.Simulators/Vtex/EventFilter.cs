using System.Text.Json;

namespace Invoicing.Simulators.Vtex;

/// <summary>Which events a feed or a hook is told of.</summary>
/// <param name="Expression">Is not evaluated: such a filter lets every order through.</param>
/// <param name="DisableSingleFire">False: an order's first event alone.</param>
internal sealed record EventFilter(string Type, IReadOnlyList<string> Statuses, string? Expression, bool DisableSingleFire)
{
    private const string FromWorkflow = "FromWorkflow";
    private const string FromOrders = "FromOrders";

    /// <summary>The two kinds in one.</summary>
    public bool IsMixed => Type == FromWorkflow ? Expression is not null : Statuses.Count > 0;

    public static EventFilter Read(FieldReader? filter)
    {
        var type = filter?.Word("type", [FromWorkflow, FromOrders], required: true);
        var statuses = filter?.Texts("status", required: type == FromWorkflow) ?? [];
        var expression = filter?.Text("expression", 10_000, required: type == FromOrders);
        filter?.RefuseNull("status", "expression", "disableSingleFire");
        filter?.FaultIf(type == FromWorkflow && statuses.Count == 0, "status", "needs at least one entry");
        return new(type ?? "", statuses, expression, filter?.Flag("disableSingleFire") ?? false);
    }

    /// <param name="hasFired">Whether an event of the order has come through before.</param>
    public bool Admits(OrderEvent told, bool hasFired) =>
        Type == FromWorkflow ? Statuses.Contains(told.State) : DisableSingleFire || !hasFired;
}

/// <summary>How long events wait.</summary>
internal sealed record FeedQueue(int VisibilityTimeoutInSeconds, int RetentionInSeconds)
{
    public static FeedQueue Read(FieldReader? queue) => new(
        (int?)queue?.Whole("visibilityTimeoutInSeconds", 0, 43_200, required: true) ?? 0,
        (int?)queue?.Whole("MessageRetentionPeriodInSeconds", 345_600, 1_209_600, required: true) ?? 0);
}

/// <summary>Where a hook's events go.</summary>
internal sealed record HookTarget(string Url, IReadOnlyDictionary<string, string> Headers)
{
    public static HookTarget Read(JsonElement json, FieldReader? hook)
    {
        var url = hook?.Text("url", 2000, required: true);
        hook?.FaultIf(url is not null && !IsAllowed(url), "url", "must be an https address");
        hook?.Object("headers", required: true)?.Text("key", 2000, required: true);
        return new(url ?? "", ReadHeaders(json));
    }

    private static Dictionary<string, string> ReadHeaders(JsonElement json) =>
        Object(json, "hook") is { } hook && Object(hook, "headers") is { } headers
            ? headers.EnumerateObject().Where(header => header.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(header => header.Name, header => header.Value.GetString()!)
            : [];

    private static JsonElement? Object(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    // VTEX wants https; a test's own endpoint has none.
    private static bool IsAllowed(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback);
}
