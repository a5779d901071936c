using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Vtex.Intake;

/// <summary>
/// An event of the feed, or as it is pushed to the hook: the same fields, which the feed writes <c>orderId</c> and the hook
/// <c>OrderId</c>.
/// </summary>
/// <param name="Handle">Of the feed alone: what is committed when it is taken.</param>
/// <param name="Origin">Of the hook alone: whose event it is.</param>
/// <param name="HookConfig">Of a ping.</param>
internal sealed record VtexEvent(
    string? OrderId, string? State, string? CurrentChange, string? Handle, VtexOrigin? Origin, string? HookConfig)
{
    private const int LongestId = 200;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>VTEX asks whether somebody is there.</summary>
    public bool IsPing => HookConfig is not null && OrderId is null;

    public bool NamesOrder => OrderId is { Length: > 0 and <= LongestId } && !OrderId.Any(char.IsControl);

    /// <summary>Null: it has none that can be read.</summary>
    public DateTimeOffset? Change =>
        DateTimeOffset.TryParse(CurrentChange, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <returns>Null: it is no event that can be read.</returns>
    public static VtexEvent? Read(string text) => Read<VtexEvent>(text);

    /// <summary>As it came.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";

    /// <summary>Of one that cannot be read the handle alone: it would come for ever.</summary>
    /// <returns>Null: it is no list.</returns>
    public static IReadOnlyList<VtexEvent>? ReadAll(string text) => Read<List<JsonElement>>(text)?.Select(item =>
        (Read<VtexEvent>(item.GetRawText()) ?? Read<VtexHandle>(item.GetRawText())?.Alone ?? new(null, null, null, null, null, null)) with
        {
            Text = item.GetRawText(),
        }).ToList();

    public static T? Read<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Of an event of which nothing else can be read.</summary>
internal sealed record VtexHandle(string? Handle)
{
    public VtexEvent Alone => new(null, null, null, Handle, null, null);
}

/// <summary>Whose event it is.</summary>
internal sealed record VtexOrigin(string? Account);

/// <summary>A page of the list of orders; who ordered is not read.</summary>
internal sealed record VtexList(IReadOnlyList<VtexListed?>? List, VtexPaging? Paging);

internal sealed record VtexListed(string? OrderId, string? Status);

internal sealed record VtexPaging(int? Pages);
