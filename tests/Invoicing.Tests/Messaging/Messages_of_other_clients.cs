using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Process;
using static Invoicing.Tests.Messaging.Incoming;

namespace Invoicing.Tests.Messaging;

public class Messages_of_other_clients
{
    private const string Ours = "urn:message:Invoicing.Contracts:OrderCompleted";
    private const string Expected = $"an order as plain JSON, or in an envelope of {Ours}, is expected";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("APPLICATION/VND.MASSTRANSIT+JSON")]
    [InlineData("application/vnd.masstransit+json; charset=utf-8")]
    [InlineData("application/vnd.masstransit+xml")]
    [InlineData("application/cloudevents+json")]
    [InlineData("???")]
    public void with_an_order_are_taken_as_plain_JSON_or_in_our_envelope_whatever_their_content_type(string? contentType)
    {
        Becomes(AnOrder, contentType).ShouldBe("order 1042");
        Becomes(Envelope(AnOrder), contentType).ShouldBe("order 1042");
    }

    [Theory]
    [InlineData("[\"URN:MESSAGE:invoicing.contracts:ordercompleted\"]")]
    [InlineData("[\"urn:message:Oms:OrderFulfilled\",\"urn:message:Invoicing.Contracts:OrderCompleted\"]")]
    public void may_name_our_type_in_any_case_and_beside_their_own(string types) =>
        Becomes(Envelope(AnOrder, types), Envelopes).ShouldBe("order 1042");

    [Fact]
    public void may_have_anything_around_the_order() => Becomes(
        Envelope(AnOrder, rest: ""","headers":7,"host":"pc","sentTime":"yesterday","sourceAddress":":","faultAddress":"queue:theirs","conversationId":"x"}""")[..^1]
            .Replace("0b1d0000-5d4f-0015-aaab-08de0b1d0038", "no guid"),
        Envelopes).ShouldBe("order 1042");

    [Theory]
    [InlineData("7", "messageType is a number, not a list")]
    [InlineData("\"urn:message:Invoicing.Contracts:OrderCompleted\"", "messageType is a text, not a list")]
    [InlineData("null", "messageType is missing")]
    [InlineData("[]", "messageType is empty")]
    [InlineData("[7]", "messageType is empty")]
    public void without_types_are_refused_by_what_is_expected(string types, string problem)
    {
        Becomes(Envelope(AnOrder, types), Envelopes).ShouldBe(
            $"This is not a readable OrderCompleted: it is a MassTransit envelope whose {problem}; {Expected}");
        Becomes(Envelope(AnOrder, types), "text/plain").ShouldContain(problem);
    }

    [Theory]
    [InlineData("null", "message is missing or null")]
    [InlineData("[]", "message is an array, not an object")]
    [InlineData("\"{}\"", "message is a text, not an object")]
    public void without_a_message_are_refused_by_what_is_expected(string message, string problem) =>
        Becomes(Envelope(message), Envelopes).ShouldBe(
            $"This is not a readable OrderCompleted: it is a MassTransit envelope whose {problem}; {Expected}");

    [Fact]
    public void without_a_type_at_all_are_no_order() =>
        Becomes($$"""{"message":{{AnOrder}}}""", Envelopes).ShouldContain("messageType is missing");

    [Fact]
    public void with_a_message_of_another_kind_are_left_to_the_queue_that_names_both_types() =>
        Becomes(Envelope(AnOrder, "[\"urn:message:Oms.Contracts:OrderCompleted\"]"), Envelopes).ShouldBe(
            "messages urn:message:Oms.Contracts:OrderCompleted");

    [Fact]
    public void never_make_plain_JSON_into_another_message() =>
        Becomes(Envelope("""{"orderNo":"1042","attempt":1}""", "[\"urn:message:Invoicing.Contracts:OrderInvoiced\"]"), "application/json")
            .ShouldBe($"This is not a readable OrderCompleted: it is a MassTransit envelope with messages of type "
                + $"urn:message:Invoicing.Contracts:OrderInvoiced (content type application/json); {Expected}");

    [Fact]
    public void never_make_an_order_into_something_else_beside_it() =>
        Becomes(
            Envelope(AnOrder, $"[\"{Ours}\",\"urn:message:Invoicing.Contracts:OrderInvoiced\"]"),
            null).ShouldContain("it is a MassTransit envelope with messages of type urn:message:Invoicing.Contracts:OrderCompleted, "
                + "urn:message:Invoicing.Contracts:OrderInvoiced");

    [Theory]
    [InlineData(
        "application/vnd.masstransit+bson",
        "it is binary data, JSON in UTF-8 is expected (content type application/vnd.masstransit+bson)")]
    [InlineData("application/x-msgpack", "it is binary data, JSON in UTF-8 is expected (content type application/x-msgpack)")]
    public void that_are_no_JSON_name_the_content_type(string contentType, string reason) =>
        Becomes([0x16, 0, 0, 0, 2, (byte)'a', 0, 5], contentType).ShouldBe($"This is not a readable OrderCompleted: {reason}");

    [Theory]
    [InlineData(Queues.InvoiceOrder, "urn:message:Invoicing.Contracts:InvoiceOrder")]
    [InlineData(Queues.TransferInventory, "urn:message:Invoicing.Contracts:TransferInventory")]
    [InlineData(Queues.NotifyFailures, "urn:message:Invoicing.Contracts:InvoicingFailed")]
    public void on_other_queues_are_told_what_is_expected_there(string queue, string type)
    {
        Becomes("""{"orderNo":"1042","attempt":1}""", "application/json", queue: queue)
            .ShouldBe(
                $"This is not a readable message: it is plain JSON (content type application/json); an envelope of {type} is expected");
        Becomes("", null, queue: queue).ShouldBe("This is not a readable message: it is empty, JSON is expected");
        Becomes(
            Envelope("{}", $"[\"{type}\"]", ",\"host\":7"),
            Envelopes,
            queue: queue).ShouldBe("This is not a readable message: it is a MassTransit envelope whose ids, times, host or headers are "
                + "not as MassTransit writes them");
    }

    [Theory]
    [InlineData("""{"orderNo":{"name":"Rosa"},"attempt":1}""", "whose orderNo has a value that cannot be read")]
    [InlineData("""{"orderNo":"1042","attempt":"Rosa"}""", "whose attempt has a value that cannot be read")]
    public void of_our_flow_that_cannot_be_read_name_the_field_and_quote_nothing(string message, string problem)
    {
        const string Type = "urn:message:Invoicing.Contracts:InvoiceOrder";
        var read = new IncomingMessages(Queues.InvoiceOrder).Read(
            Utf8(Envelope(message, $"[\"{Type}\"]")),
            new(Envelopes, null),
            new MessageId(null));

        Should.Throw<UnreadableMessageException>(() => read.TryGetMessage<InvoiceOrder>(out _))
            .Message.ShouldBe($"This is not a readable message: it is an envelope of {Type}, {problem}");
    }

    [Fact]
    public void of_our_flow_in_which_something_is_missing_say_so()
    {
        var read = new IncomingMessages(Queues.NotifyFailures)
            .Read(Utf8(Envelope("{}", "[\"urn:message:Invoicing.Contracts:InvoicingFailed\"]")), new(Envelopes, null), new MessageId(null));

        Should.Throw<UnreadableMessageException>(() => read.TryGetMessage<InvoicingFailed>(out _)).Message
            .ShouldEndWith("in which something is missing that must be there");
        Should.Throw<UnreadableMessageException>(() => OrderKey.Of("")).Message
            .ShouldBe("This is not a readable message: it has no orderNo");
    }
}
