using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using RabbitMQ.Client;

namespace Invoicing.Tests.ErrorQueues;

public class What_a_failed_message_says_of_itself
{
    [Fact]
    public void a_command_names_order_step_and_attempt()
    {
        var invoice = Some.Read(Queues.InvoiceOrder, Envelope("Invoicing.Contracts:InvoiceOrder", """{"orderNo":"1042","attempt":2}"""));
        (invoice.Type, invoice.OrderNo, invoice.Step, invoice.Attempt, invoice.IsCommand).ShouldBe(
            ("InvoiceOrder", "1042", "invoice", 2, true));

        var slip = Some.Read(
            Queues.TransferInventory,
            Envelope("Invoicing.Contracts:TransferInventory", """{"orderNo":"1042","slipNo":"00000731","attempt":3}"""));
        (slip.OrderNo, slip.Step, slip.Attempt, slip.IsCommand).ShouldBe(("1042", "slip/00000731", 3, true));
    }

    [Fact]
    public void an_order_is_the_same_in_an_envelope_and_as_plain_JSON()
    {
        const string Order = """{"orderNo":"#1042","orderId":"M1","items":[]}""";
        var plain = Some.Read(Queues.OrderInvoicing, Order);
        var wrapped = Some.Read(Queues.OrderInvoicing, Envelope("Invoicing.Contracts:OrderCompleted", Order));

        (plain.Type, plain.OrderNo).ShouldBe(("OrderCompleted", "1042"));
        plain.Fingerprint.ShouldNotBeNull().ShouldBe(wrapped.Fingerprint);
        (wrapped.Type, wrapped.OrderNo).ShouldBe(("OrderCompleted", "1042"));
    }

    [Theory]
    [InlineData("urn:message:Oms:OrderFulfilled\",\"urn:message:Invoicing.Contracts:OrderCompleted")]
    [InlineData("URN:MESSAGE:invoicing.contracts:ordercompleted")]
    [InlineData("urn:message:Oms.Contracts:OrderCompleted")]
    [InlineData("urn:message:Oms:OrderFulfilled")]
    public void an_order_that_is_not_stored_is_never_resolved_by_another_one_of_its_number(string types)
    {
        var entry = Some.Read(
            Queues.OrderInvoicing,
            $$$"""{"messageType":["{{{types}}}"],"message":{"orderNo":"1042","orderId":"OTHER"}}""");

        entry.OrderNo.ShouldBe("1042");
        (entry with { Order = Some.Order("Completed") }).IsResolved.ShouldBeFalse();
    }

    [Fact]
    public void an_order_beside_fields_of_an_envelope_is_an_order() =>
        Some.Read(Queues.OrderInvoicing, """{"orderNo":"1042","messageType":["order"],"message":{"text":"a gift"}}""").Type
            .ShouldBe("OrderCompleted");

    [Theory]
    [InlineData("""{"orderNo":"1042","total":1}""")]
    [InlineData("""{"messageType":["urn:message:Oms:Order"],"message":{"orderNo":"1042"}}""")]
    public void what_lies_in_the_wrong_queue_is_not_resolved_by_its_order(string body) =>
        (Some.Read(Queues.InvoiceOrder, body) with { Order = Some.Order("Completed") }).IsResolved.ShouldBeFalse();

    [Fact]
    public void a_fault_names_the_order_of_its_message()
    {
        var entry = Some.Read(
            Queues.OrderInvoicing,
            Envelope("MassTransit:Fault[[Invoicing.Contracts:InvoiceOrder]]", """{"message":{"orderNo":"1042","attempt":2}}"""));

        (entry.Type, entry.OrderNo).ShouldBe(("Fault of InvoiceOrder", "1042"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{\"orderNo\":{}}")]
    [InlineData("{\"messageType\":[],\"message\":{}}")]
    public void what_cannot_be_read_has_no_order_and_still_an_id(string body)
    {
        var entry = Some.Read(Queues.OrderInvoicing, body);

        (entry.OrderNo, entry.Fingerprint, entry.Id).ShouldBe((null, null, "m-1"));
    }

    [Fact]
    public void a_reason_of_ours_is_told_and_one_that_may_quote_a_customer_is_not()
    {
        Some.Read(
            Queues.InvoiceOrder,
            "{}",
            ("MT-Fault-ExceptionType", FailureCodes.StepFailed),
            ("MT-Fault-Message", "refused (400)"),
            ("MT-Fault-Timestamp", "2026-03-05T10:00:00.1234567Z"))
            .Reason.ShouldBe("refused (400)");
        Some.Read(
            Queues.InvoiceOrder,
            "{}",
            ("MT-Fault-ExceptionType", "System.FormatException"),
            ("MT-Fault-Message", "The input string 'Ana' …"))
            .Reason.ShouldStartWith("The program failed in a way that it does not know (code E-");
        Some.Read(
            Queues.InvoiceOrder,
            "{}",
            ("MT-Fault-ExceptionType", FailureCodes.StepFailed),
            ("MT-Fault-Message", "It says: ana@example.test")).Reason.ShouldBe("It says: (address)");
    }

    [Theory]
    [InlineData("Invoicing.CallingRetailPro.StepFailedException", "FaultedMessage")]
    [InlineData("Invoicing.OrderInvoicing.OrderNumberConflictException", "FaultedMessage")]
    [InlineData("Invoicing.OrderInvoicing.OrderIdConflictException", "FaultedMessage")]
    [InlineData("Invoicing.OrderInvoicing.OrderNotReceivedException", "FaultedMessage")]
    [InlineData("Invoicing.ReceivingOrders.UnreadableOrderException", "UnreadableMessage")]
    [InlineData("Invoicing.Messaging.UnreadableMessageException", "UnreadableMessage")]
    [InlineData("Invoicing.NotifyingFailures.MessageNotTakenException", "UnreadableMessage")]
    public void the_exceptions_of_earlier_versions_are_known_by_the_names_they_had(string exception, string cause)
    {
        var entry = Some.Read(Queues.OrderInvoicing, "{}", ("MT-Fault-ExceptionType", exception), ("MT-Fault-Message", "It is known."));

        (entry.Reason, entry.ExceptionType).ShouldBe(("It is known.", exception));
        entry.Cause.ShouldBe(cause);
    }

    [Fact]
    public void one_that_RabbitMQ_moved_says_so()
    {
        var death = new Dictionary<string, object?> {
            ["reason"] = "delivery_limit"u8.ToArray(),
            ["count"] = 1L,
            ["time"] = new AmqpTimestamp(1772704800) };

        var entry = Some.Read(Queues.InvoiceOrder, "{}", ("x-death", new List<object> { death }));

        entry.IsDeadLetter.ShouldBeTrue();
        entry.FailedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1772704800));
        entry.Reason.ShouldContain("delivery_limit");
        (entry with { Order = Some.Order() with { FailureKind = null } }).Cause.ShouldBe("DeliveryLimit");
    }

    [Fact]
    public void the_same_message_that_failed_again_is_another_entry()
    {
        var first = Some.Read(Queues.InvoiceOrder, "{}", ("MT-Fault-Timestamp", "2026-03-05T10:00:00.0000001Z"));
        var second = Some.Read(Queues.InvoiceOrder, "{}", ("MT-Fault-Timestamp", "2026-03-05T10:00:00.0000002Z"));

        second.Id.ShouldBe(first.Id);
        second.Key.ShouldNotBe(first.Key);
    }

    private static string Envelope(string type, string message) =>
        $$"""{"messageId":"m-1","messageType":["urn:message:{{type}}"],"message":{{message}}}""";
}
