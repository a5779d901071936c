using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Invoicing.Process;

/// <summary>
/// What one system keeps with an order. Only the system knows its type; it is read when it is asked for, and kept as it is otherwise.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class SystemData
{
    private readonly JsonElement _json;
    private readonly JsonTypeInfo? _type;
    private object? _value;

    private SystemData(JsonElement json) => _json = json;

    private SystemData(object value, JsonTypeInfo type) => (_value, _type) = (value, type);

    public static SystemData Of<T>(T value, JsonTypeInfo<T> type)
        where T : class => new(value, type);

    public static SystemData Of(JsonElement json) => new(json);

    public byte[] ToUtf8Bytes() =>
        _type is { } type ? JsonSerializer.SerializeToUtf8Bytes(_value, type) : JsonSerializer.SerializeToUtf8Bytes(_json);

    public T As<T>(JsonTypeInfo<T> type)
        where T : class => (T)(_value ??= _json.Deserialize(type)!);

    /// <summary>Writes it as it was read, or as its system knows it.</summary>
    internal sealed class Converter : JsonConverter<SystemData>
    {
        public override SystemData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, SystemData value, JsonSerializerOptions options)
        {
            if (value._type is { } type)
            {
                JsonSerializer.Serialize(writer, value._value, type);
            }
            else
            {
                value._json.WriteTo(writer);
            }
        }
    }
}
