using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;

namespace Invoicing.Benchmarks.Floor;

/// <summary>Messages with the fields, and so the size, of those that the service sends.</summary>
internal static class Envelope
{
    public const string ContentType = "application/vnd.masstransit+json";

    private const string Address = "rabbitmq://127.0.0.1:5672/00000000-0000-0000-0000-000000000000000/";

    private static readonly JsonWriterOptions s_indented = new() { Indented = true };
    private static readonly byte[] s_headers = Indented(new Dictionary<string, object>
    {
        ["RabbitMQ-ExchangeName"] = ReceivedOrder.Exchange,
        ["RabbitMQ-DeliveryTag"] = 10_000,
        ["RabbitMQ-ConsumerTag"] = "amq.ctag-0000000000000000000000",
        ["x-dotnet-pub-seq-no"] = 10_000,
    });

    private static readonly byte[] s_host = Indented(new
    {
        machineName = Environment.MachineName,
        processName = "invoicing",
        processId = Environment.ProcessId,
        assembly = "invoicing",
        assemblyVersion = "1.0.0.0",
        frameworkVersion = Environment.Version.ToString(),
        massTransitVersion = "8.5.12.0",
        operatingSystemVersion = Environment.OSVersion.VersionString,
    });

    public static Message Command(InvoiceOrder command) => Write(Queues.InvoiceOrder, command, FloorJson.Default.InvoiceOrder);

    public static Message Command(TransferInventory command) =>
        Write(Queues.TransferInventory, command, FloorJson.Default.TransferInventory);

    public static Message Event<T>(T message, JsonTypeInfo<T> type) => Write($"Invoicing.Contracts:{typeof(T).Name}", message, type);

    public static T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && !reader.ValueTextEquals("message"u8))
        {
            reader.Skip();
            reader.Read();
            reader.Skip();
        }

        reader.Read();
        return JsonSerializer.Deserialize(ref reader, type)!;
    }

    private static Message Write<T>(string exchange, T message, JsonTypeInfo<T> type)
    {
        var id = Guid.NewGuid();
        var buffer = new ArrayBufferWriter<byte>(1280);
        using var json = new Utf8JsonWriter(buffer, s_indented);
        json.WriteStartObject();
        json.WriteString("messageId", id);
        json.WriteNull("requestId");
        json.WriteNull("correlationId");
        json.WriteString("conversationId", id);
        json.WriteString("initiatorId", id);
        json.WriteString("sourceAddress", Address + exchange);
        json.WriteString("destinationAddress", Address + exchange);
        json.WriteNull("responseAddress");
        json.WriteNull("faultAddress");
        json.WriteStartArray("messageType");
        json.WriteStringValue("urn:message:Invoicing.Contracts:" + typeof(T).Name);
        json.WriteEndArray();
        json.WritePropertyName("message");
        JsonSerializer.Serialize(json, message, type);
        json.WriteNull("expirationTime");
        json.WriteString("sentTime", DateTime.UtcNow);
        json.WritePropertyName("headers");
        json.WriteRawValue(s_headers, skipInputValidation: true);
        json.WritePropertyName("host");
        json.WriteRawValue(s_host, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return new Message(id, exchange, typeof(T).Name, buffer.WrittenMemory);
    }

    private static byte[] Indented(object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, new JsonSerializerOptions { WriteIndented = true });
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InvoiceOrder))]
[JsonSerializable(typeof(OrderInvoiced))]
[JsonSerializable(typeof(TransferInventory))]
[JsonSerializable(typeof(InventoryTransferred))]
[JsonSerializable(typeof(InvoicingCompleted))]
internal sealed partial class FloorJson : JsonSerializerContext;
