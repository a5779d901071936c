using System.Net.Mime;
using System.Text.Json;
using Invoicing.Orders;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Serialization;

namespace Invoicing.Messaging;

/// <summary>
/// Reads what comes to a queue, whatever its headers claim. Messages of our own are MassTransit's envelopes. Of what an OMS sends, orders
/// and updates of orders, and of nothing else, plain JSON is taken on the intake as well: MassTransit's own raw deserialiser would turn any
/// JSON into whichever message a consumer asks for. Of their envelopes only the message and the id count: what other clients write around
/// them is not ours to trust.
/// </summary>
/// <param name="queue">Only <see cref="Queues.OrderInvoicing"/> takes orders.</param>
internal sealed class IncomingMessages(string queue) : IMessageDeserializer, ISerializerFactory
{
    private const RawSerializerOptions Options = RawSerializerOptions.Default & ~RawSerializerOptions.AnyMessageType;
    private static readonly string[] OrderType = [MessageUrn.ForTypeString<ReceivedOrder>()];
    private static readonly string[] UpdateType = [MessageUrn.ForTypeString<ReceivedUpdate>()];

    /// <summary>As tolerant as MassTransit's own.</summary>
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public IMessageDeserializer CreateDeserializer() => this;

    public IMessageSerializer CreateSerializer() => throw new NotSupportedException("Only for receiving.");

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var rabbit = receiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var consumed) ? consumed.Properties : null;
        var claims = new Claims(
            receiveContext.ContentType?.ToString() ?? rabbit?.ContentType,
            rabbit?.ContentEncoding,
            receiveContext.TransportHeaders.Get<string>(StoppingMessages.ExchangeHeader) ?? consumed?.Exchange);
        var read = Read(receiveContext.Body.GetBytes(), claims, receiveContext.TransportHeaders, receiveContext.InputAddress);
        receiveContext.GetOrAddPayload(() => new MessageTypes(read.SupportedMessageTypes));
        return new BodyConsumeContext(receiveContext, read);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Read(body.GetBytes(), new(null, null), headers, destinationAddress);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("incomingMessages");

    /// <exception cref="ManualActionRequiredException">It is nothing that this queue takes; says what it is instead.</exception>
    internal SerializerContext Read(byte[] body, Claims claims, Headers headers, Uri? destination = null)
    {
        if (TryReadOwn(body, claims) is { } own)
        {
            return own;
        }

        var root = Parse(body, claims);
        if (Envelope.TryRead(root, claims.AreMassTransits) is not { } envelope)
        {
            return queue == Queues.OrderInvoicing && root.ValueKind != JsonValueKind.Null
                ? FromOms(root, UpdateKinds.Named(claims.Exchange) ?? UpdateKinds.Of(root), headers, destination)
                : throw Unreadable($"it is plain JSON{claims}; {Expected} is expected");
        }

        if (envelope.Problem is { } problem)
        {
            throw Unreadable($"it is a MassTransit envelope whose {problem}; {Expected} is expected");
        }

        // Of another kind of message plain JSON must never become one.
        var update = envelope.Ours.Select(KindOf).FirstOrDefault(kind => kind is not null);
        return (update is not null || envelope.IsOf(OrderType[0])) && queue == Queues.OrderInvoicing
            ? FromOms(envelope.Message, update, new MessageId(envelope.Id), destination)
            : claims.AreMassTransits || queue != Queues.OrderInvoicing ? OfEnvelope(root)
            : throw Unreadable($"it is a MassTransit envelope with messages of {Queues.Named(envelope.Types)}{claims}; {Expected} "
                + "is expected");
    }

    private string Expected => Queues.ExpectedIn(queue);

    private JsonElement Parse(byte[] body, Claims claims)
    {
        var (text, problem) = MessageText.Of(body);
        if (problem is not null)
        {
            throw Unreadable(problem);
        }

        try
        {
            return JsonElement.Parse(text.Span, claims.AreMassTransits ? Tolerant : default);
        }
        catch (JsonException e)
        {
            throw Unreadable(OtherText.Describe(text.Span, e) + (claims.AreJson ? "" : claims.ToString()));
        }
    }

    private static UpdateKind? KindOf(string type) =>
        UpdateKinds.Named(type[(type.LastIndexOf("message:", StringComparison.Ordinal) + "message:".Length)..]);

    /// <param name="update">Null: it is an order.</param>
    private static SystemTextJsonRawSerializerContext FromOms(
        JsonElement message, UpdateKind? update, Headers headers, Uri? destination) => new(
        SystemTextJsonMessageSerializer.Instance,
        SystemTextJsonMessageSerializer.Options,
        SystemTextJsonRawMessageSerializer.JsonContentType,
        new RawMessageContext(
            headers is MessageId ? headers : new MessageId(headers.TryGetHeader(MessageHeaders.MessageId, out var id) ? id : null),
            destination,
            Options),
        update is null ? OrderType : UpdateType,
        Options,
        update is null ? message
            : JsonSerializer.SerializeToElement(new ReceivedUpdate(update.Value, message), SystemTextJsonMessageSerializer.Options));

    /// <summary>Nearly all messages are our own, as MassTransit has written them: they are read in one go.</summary>
    /// <returns>Null: it is to be looked at closely.</returns>
    private static OwnMessage? TryReadOwn(byte[] body, Claims claims)
    {
        if (!claims.AreMassTransits || body is not [(byte)'{', ..])
        {
            return null;
        }

        try
        {
            var envelope = JsonSerializer.Deserialize<JsonMessageEnvelope>(body, SystemTextJsonMessageSerializer.Options);
            return envelope is { Message: JsonElement { ValueKind: JsonValueKind.Object }, MessageType: { Length: > 0 } types }
                && Array.TrueForAll(types, type =>
                    type is not null && !type.Equals(OrderType[0], StringComparison.OrdinalIgnoreCase) && KindOf(type) is null)
                ? Own(envelope)
                : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static OwnMessage Own(JsonMessageEnvelope envelope)
    {
        // A fault is told to us, and not to whom the sender names: else nobody would hear of it.
        (envelope.ResponseAddress, envelope.FaultAddress) = (null, null);
        return new(envelope);
    }

    private OwnMessage OfEnvelope(JsonElement root)
    {
        try
        {
            return Own(root.Deserialize<JsonMessageEnvelope>(SystemTextJsonMessageSerializer.Options)!);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unreadable("it is a MassTransit envelope whose ids, times, host or headers are not as MassTransit writes them");
        }
    }

    private ManualActionRequiredException Unreadable(string problem) =>
        queue == Queues.OrderInvoicing ? new UnreadableOrderException(problem) : new UnreadableMessageException(problem);

    /// <summary>What the message says of its body; told where the body is something else.</summary>
    /// <param name="Exchange">To which it was published.</param>
    internal sealed record Claims(string? ContentType, string? ContentEncoding, string? Exchange = null)
    {
        public bool AreMassTransits => Is("application/vnd.masstransit+json");

        public bool AreJson => ContentEncoding is null && (ContentType is null || Is("application/json"));

        public override string ToString() => string.Concat(Of("content type", ContentType), Of("content encoding", ContentEncoding));

        private bool Is(string type) => ContentType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true;

        private static string Of(string what, string? value) =>
            string.IsNullOrWhiteSpace(value) ? "" : $" ({what} {TextSanitizer.Line(value, 60)})";
    }
}

/// <summary>What the message that is being received says that it is.</summary>
internal sealed record MessageTypes(IReadOnlyList<string> Names);
