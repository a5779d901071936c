using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Vtex.Intake;

/// <summary>What VTEX is to tell and where to: the configuration of a key's feed or hook, as it should be.</summary>
/// <param name="Place"><c>feed</c> or <c>hook</c>, as VTEX has it in its addresses, too.</param>
/// <param name="Hook">Null: it is a feed.</param>
internal sealed record Subscription(string Place, IReadOnlyList<string> States, VtexHookSettings? Hook = null)
{
    public const string Feed = "feed";
    public const string HookPlace = "hook";

    // By the state of the workflow: VTEX's other filter, FromOrders, passes events over.
    private const string Type = "FromWorkflow";

    // Longer than it takes to store what was read.
    private const int VisibilityTimeoutInSeconds = 120;

    // The longest that VTEX allows: without an event for so long it takes the configuration away.
    private const int RetentionInSeconds = 14 * 24 * 60 * 60;

    public string Path => $"/api/orders/{Place}/config";

    /// <summary>What VTEX does when nothing happens for a while.</summary>
    public string Vanishes =>
        $"when no event came for {(Place == Feed ? "4 to 14 days (as the configuration says)" : "3 days")}";

    public string Body()
    {
        var body = new JsonObject
        {
            ["filter"] = new JsonObject { ["type"] = Type, ["status"] = new JsonArray([.. States.Select(state => (JsonNode)state)]) },
        };
        if (Hook is null)
        {
            body["queue"] = new JsonObject
            {
                ["visibilityTimeoutInSeconds"] = VisibilityTimeoutInSeconds,
                ["MessageRetentionPeriodInSeconds"] = RetentionInSeconds,
            };
        }
        else
        {
            // VTEX wants one that is called key, whatever else there is.
            var headers = new JsonObject { ["key"] = "-" };
            headers[Hook.Header] = Hook.Secret;
            body["hook"] = new JsonObject { ["url"] = Hook.PublicUrl!.AbsoluteUri, ["headers"] = headers };
        }

        return body.ToJsonString();
    }

    /// <summary>VTEX's configuration tells of what ours would tell of, if of other states.</summary>
    public static bool IsOfItsType(string configuration) => VtexEvent.Read<Described>(configuration)?.Filter?.Type == Type;

    /// <summary>How VTEX's configuration differs from what it should be; null: in nothing that matters. Quotes no secret.</summary>
    public string? DifferenceOf(string configuration)
    {
        if (VtexEvent.Read<Described>(configuration) is not { } described)
        {
            return "it cannot be read";
        }

        var (filter, states) = (described.Filter, described.Filter?.Status ?? []);
        return filter?.Type != Type ? $"its filter is of type {Shown([filter?.Type])}, {Type} is expected"
            : !states.OfType<string>().ToHashSet().SetEquals(States)
                ? $"its filter has the states {Shown(states)}, {string.Join(", ", States)} are expected (Vtex:Feed:States)"
            : Hook is null ? null
            : Hook.PublicUrl is { } url && described.Hook?.Url != url.AbsoluteUri
                ? $"it pushes to {Shown([AddressOf(described.Hook?.Url)])}, {url} is expected (Vtex:Hook:PublicUrl)"
            : !ShowsSecret(described) ? $"its header {Hook.Header} does not hold what Vtex:Hook:Secret says"
            : null;
    }

    private bool ShowsSecret(Described described) =>
        described.Hook?.Headers?.FirstOrDefault(header => header.Key.Equals(Hook!.Header, StringComparison.OrdinalIgnoreCase)).Value
            is { ValueKind: JsonValueKind.String } value && value.GetString() == Hook!.Secret;

    // Somebody else's address may hold a secret behind its path.
    private static string? AddressOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : null;

    private static string Shown(IEnumerable<string?> values) =>
        string.Join(", ", values.OfType<string>()) is { Length: > 0 } text ? TextSanitizer.Line(text, 200) : "none";

    private sealed record Described(DescribedFilter? Filter, DescribedHook? Hook);

    private sealed record DescribedFilter(string? Type, IReadOnlyList<string?>? Status);

    private sealed record DescribedHook(string? Url, IReadOnlyDictionary<string, JsonElement>? Headers);
}
