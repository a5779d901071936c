using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;

namespace Invoicing.Orders;

/// <summary>
/// <c>OrderCompleted</c> as it came over the wire, unread: an order whose number can be read gets a row, however bad the rest is.
/// Public, because MassTransit takes a type that is not visible for a temporary one, and declares its exchange as not durable.
/// </summary>
[MessageUrn(Exchange)]
[EntityName(Exchange)]
[JsonConverter(typeof(ReceivedOrderConverter))]
public sealed class ReceivedOrder
{
    /// <summary>Where the OMS publishes; also the name of the message's type.</summary>
    public const string Exchange = "Invoicing.Contracts:OrderCompleted";

    public ReceivedOrder(JsonElement body)
    {
        if (!OrderNumber.TryRead(body, out _, out var orderNo, out var problem))
        {
            throw new UnreadableOrderException(NotAnOrder.Describe(body, problem));
        }

        Body = body;
        OrderNo = orderNo;
    }

    /// <summary>The message as it was sent.</summary>
    public JsonElement Body { get; }

    /// <summary>Trimmed, without one leading <c>#</c>.</summary>
    public string OrderNo { get; }

    private sealed class ReceivedOrderConverter : JsonConverter<ReceivedOrder>
    {
        public override ReceivedOrder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, ReceivedOrder value, JsonSerializerOptions options) => value.Body.WriteTo(writer);
    }
}

/// <summary>The message cannot be told apart as an order; it ends in the intake's error queue.</summary>
internal sealed class UnreadableOrderException(string problem)
    : ManualActionRequiredException(FailureCodes.UnreadableOrder, $"This is not a readable OrderCompleted: {problem}");
