using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Invoicing.Simulators.Oms;

/// <summary>One message as the OMS publishes it.</summary>
/// <param name="OrderNo">As the OMS wrote it, with a <c>#</c> if it has one; empty where the message has none that can be read.</param>
/// <param name="OrderId">The OMS's own id; empty where the message has none.</param>
/// <param name="Kind">What the order is about; the same for all messages of an order number.</param>
internal sealed record GeneratedOrder(string OrderNo, string OrderId, OrderKind Kind, string Json)
{
    /// <summary>
    /// What exactly is wrong with this message, such as <c>billing.email longer than 60</c>: for people who read a failed test.
    /// </summary>
    public string Detail { get; init; } = "";
}

/// <summary>Writes drafts as the OMS does: plain JSON, camelCase, decimals with the digits that they have.</summary>
internal static class DraftWriter
{
    private static readonly JsonSerializerOptions s_talkative = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private static readonly JsonSerializerOptions s_tidy = new(s_talkative)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Text(JsonNode json) => json.ToJsonString(s_talkative);

    public static JsonObject Write(OrderDraft draft)
    {
        var numbered = draft.With((line, place) => line with { LineNo = place + 1 });
        return JsonSerializer.SerializeToNode(numbered, draft.IsTalkative ? s_talkative : s_tidy)!.AsObject();
    }
}
