using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Operations;

/// <summary>How orders are told to programs: camelCase, enumerations by name, nulls written, text as people read it.</summary>
[JsonSerializable(typeof(OrderDetails))]
[JsonSerializable(typeof(OrderList))]
internal sealed partial class OrderDetailsJson : JsonSerializerContext
{
    public static OrderDetailsJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
