using System.Text.Json;
using System.Text.Json.Serialization;

namespace Invoicing.Systems;

/// <summary>JSON that is stored as it was sent, without being read again.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct WrittenJson(string Text)
{
    private sealed class Converter : JsonConverter<WrittenJson>
    {
        public override WrittenJson Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException("Written, never read.");

        public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
