using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using System.Text.Json;
using Invoicing.ReceivingOrders;
using MassTransit;
using MassTransit.Serialization;

namespace Invoicing.Messaging;

/// <summary>
/// Takes plain JSON for an <c>OrderCompleted</c>, and for nothing else, whatever its headers claim. MassTransit's own raw deserialiser
/// would turn any JSON into whichever message a consumer asks for.
/// </summary>
internal sealed class PlainOrderDeserializer : IMessageDeserializer, ISerializerFactory
{
    private static readonly string[] OnlyType = [MessageUrn.ForTypeString<ReceivedOrder>()];

    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageDeserializer CreateDeserializer() => this;

    public IMessageSerializer CreateSerializer() => throw new NotSupportedException("Plain JSON is only received.");

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        JsonElement order;
        try
        {
            order = JsonSerializer.Deserialize<JsonElement>(body.GetBytes());
        }
        catch (JsonException e)
        {
            // The position helps to find the fault; the text around it may hold personal data.
            throw new UnreadableOrderException($"it is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of the message");
        }

        return new SystemTextJsonRawSerializerContext(
            SystemTextJsonMessageSerializer.Instance,
            SystemTextJsonMessageSerializer.Options,
            ContentType,
            new RawMessageContext(new OfThisMessageAlone(headers), destinationAddress, RawSerializerOptions.Default & ~RawSerializerOptions.AnyMessageType),
            OnlyType,
            RawSerializerOptions.Default & ~RawSerializerOptions.AnyMessageType,
            order);
    }

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("plainOrder");

    /// <summary>Found by name, but not listed: MassTransit would copy the broker's own headers into every message of the order's flow.</summary>
    private sealed class OfThisMessageAlone(Headers headers) : Headers
    {
        public IEnumerable<KeyValuePair<string, object>> GetAll() => [];

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value) => headers.TryGetHeader(key, out value);

        public T? Get<T>(string key, T? defaultValue = null)
            where T : class => headers.Get(key, defaultValue);

        public T? Get<T>(string key, T? defaultValue = null)
            where T : struct => headers.Get(key, defaultValue);

        public IEnumerator<HeaderValue> GetEnumerator() => Enumerable.Empty<HeaderValue>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
