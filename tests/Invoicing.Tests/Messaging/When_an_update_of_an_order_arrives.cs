using System.Text.Json;
using Invoicing.Messaging;
using Invoicing.Orders;

namespace Invoicing.Tests.Messaging;

public class When_an_update_of_an_order_arrives
{
    private const string Parcel = """{"orderNo":"#1042","trackingNumber":"T1"}""";

    [Theory]
    [InlineData(Parcel, null, "ShipmentTracked 1042")]
    [InlineData("""{"orderNo":"1042","description":"Collected","occurredAt":"2026-03-05","trackingNumber":"T1"}""", null, "TrackingEventOccurred 1042")]
    [InlineData("""{"orderNo":"1042","returnNo":"R1","items":[]}""", null, "OrderReturned 1042")]
    [InlineData("""{"ORDERNO":"1042","TrackingNumber":"T1"}""", null, "ShipmentTracked 1042")]
    // The exchange says what it is meant to be, however little of it can be read.
    [InlineData("""{"orderNo":"1042"}""", "Invoicing.Contracts:OrderReturned", "OrderReturned 1042")]
    [InlineData("""{"orderNo":"1042","total":3}""", "Invoicing.Contracts:ShipmentTracked", "ShipmentTracked 1042")]
    // An order may have fields of its own.
    [InlineData("""{"orderNo":"1042","trackingNumber":"T1","salesChannel":"ECOM"}""", "Invoicing.Contracts:OrderCompleted", "order 1042")]
    [InlineData("""{"orderNo":"1042","returnNo":null,"total":3}""", null, "order 1042")]
    [InlineData("""{"orderNo":"1042"}""", null, "order 1042")]
    public void plain_JSON_is_known_by_where_it_was_published_or_by_its_fields(string body, string? exchange, string meaning) =>
        Becomes(body, exchange).ShouldBe(meaning);

    [Theory]
    [InlineData("application/vnd.masstransit+json")]
    [InlineData("application/json")]
    public void an_envelope_is_known_by_its_type(string contentType)
    {
        var body = Incoming.Envelope(Parcel, """["urn:message:Invoicing.Contracts:ShipmentTracked"]""");
        Becomes(body, null, contentType).ShouldBe("ShipmentTracked 1042");
    }

    [Fact]
    public void one_without_a_number_says_what_it_is_about() =>
        Should.Throw<UnreadableMessageException>(() => Becomes("""{"trackingNumber":"T1"}""", null))
            .Message.ShouldContain("it is a ShipmentTracked, and orderNo is missing");

    [Fact]
    public void other_queues_take_none() =>
        Incoming.Becomes(Parcel, queue: Queues.NotifyFailures).ShouldContain("it is plain JSON");

    private static string Becomes(string body, string? exchange, string contentType = "application/json")
    {
        var context = new IncomingMessages(Queues.OrderInvoicing)
            .Read(Incoming.Utf8(body), new(contentType, null, exchange), new MessageId(null));
        return context.TryGetMessage<ReceivedUpdate>(out var update) ? $"{update!.Kind} {update.OrderNo}"
            : context.TryGetMessage<ReceivedOrder>(out var order) ? $"order {order!.OrderNo}"
            : "nothing";
    }
}
