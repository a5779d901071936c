using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Invoicing.Simulators.Oms;

/// <summary>Writes drafts as the OMS does: plain JSON, camelCase, decimals with the digits that they have.</summary>
internal static class DraftWriter
{
    private static readonly JsonSerializerOptions s_talkative = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private static readonly JsonSerializerOptions s_tidy = new(s_talkative) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Text(JsonNode json) => json.ToJsonString(s_talkative);

    public static JsonObject Write(OrderDraft draft)
    {
        var numbered = draft with { Lines = [.. draft.Lines.Select((line, place) => line with { LineNo = place + 1 })] };
        return JsonSerializer.SerializeToNode(numbered, draft.IsTalkative ? s_talkative : s_tidy)!.AsObject();
    }
}
