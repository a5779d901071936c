using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Tests.Process;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class When_the_OMS_tells_of_parcels_and_returns
{
    private const string Order = $"acme~{SomeVtex.OrderId}";
    private const string Parcel = """{"orderNo":"1042","trackingNumber":"T1","courier":"DHL","dispatchedAt":"2026-03-05T10:00:00"}""";
    private const string Collected =
        """{"orderNo":"1042","trackingNumber":"T1","description":"Collected","occurredAt":"2026-03-05T23:30:00-06:00"}""";

    private const string Return =
        """{"orderNo":"1042","returnNo":"RET000001","items":[{"upc":"5501-UPC","quantity":1}],"value":35.00,"by":"Ana"}""";

    private readonly Flow _flow = SomeVtex.FlowOf();

    [Fact]
    public void a_parcel_that_left_before_the_invoice_is_told_after_it_and_the_order_is_completed_before()
    {
        _flow.Arrives(SomeVtex.Order());
        Tell(UpdateKind.ShipmentTracked, Parcel);
        Steps("tracking").ShouldBeEmpty();

        _flow.Invoiced("INV000001");
        Sent().ShouldBeEmpty();
        Done("start-handling");
        Done("invoice");
        Sent().ShouldBe([$"vtex/invoiced/{Order}~INV000001", $"vtex/tracking/{Order}~INV000001~T1"], ignoreOrder: true);
        Done("invoiced");
        Completions().ShouldBe(1);
        _flow.Row.State.ShouldBe(OrderState.Delivering);
        Done("tracking");
        (_flow.Row.State, Completions()).ShouldBe((OrderState.Completed, 0));
    }

    [Fact]
    public void the_same_parcel_is_one_step_and_another_number_another()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        Tell(UpdateKind.ShipmentTracked, Parcel).Changed.ShouldBeFalse();
        Done("tracking");
        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.ShipmentTracked, Parcel.Replace("DHL", "UPS", StringComparison.Ordinal)))
            .Message.ShouldContain("trackingNumber T1 was told with another address, courier or time");

        Tell(UpdateKind.ShipmentTracked, Parcel.Replace("T1", "T2", StringComparison.Ordinal));
        Sent().ShouldBe([$"vtex/tracking/{Order}~INV000001~T2"]);
    }

    [Fact]
    public void an_event_comes_after_its_parcel_and_once()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        Tell(UpdateKind.TrackingEventOccurred, Collected);
        Sent().ShouldBeEmpty();
        Done("tracking");
        Sent().ShouldHaveSingleItem().ShouldContain("/event/");
        Done("event");

        Tell(UpdateKind.TrackingEventOccurred, Collected).Changed.ShouldBeFalse();
        Tell(UpdateKind.TrackingEventOccurred, Collected.Replace("}", ",\"deliveredAt\":\"2026-03-06T20:30:00Z\"}", StringComparison.Ordinal))
            .Changed.ShouldBeTrue();
    }

    [Fact]
    public void a_delivery_is_told_after_what_came_before_it_and_before_what_came_after()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        Done("tracking");
        Tell(UpdateKind.TrackingEventOccurred, Collected);
        Sent().Count.ShouldBe(1);
        Tell(
            UpdateKind.TrackingEventOccurred,
            Collected.Replace("}", ",\"deliveredAt\":\"2026-03-06T20:30:00Z\"}", StringComparison.Ordinal));
        Sent().ShouldBeEmpty();
        Tell(UpdateKind.TrackingEventOccurred, Collected.Replace("Collected", "Signed", StringComparison.Ordinal));
        Sent().ShouldBeEmpty();

        Steps("event").Select(step => step.After.Count).ShouldBe([1, 2, 2]);
    }

    [Fact]
    public void an_event_of_a_parcel_that_nobody_has_told_of_has_a_step_so_that_people_hear_of_it()
    {
        Complete();
        Tell(UpdateKind.TrackingEventOccurred, Collected);
        VtexRequest.Parse(Prepare(Steps("event").Single()).Body!).Event!.HasParcel.ShouldBeFalse();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        VtexRequest.Parse(Prepare(Steps("event").Single()).Body!).Event!.HasParcel.ShouldBeTrue();
    }

    [Fact]
    public void a_parcel_of_an_invoice_that_there_is_not_is_told_and_sent_again_takes_its_place()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, """{"orderNo":"1042","trackingNumber":"T1","invoiceNumber":"WRONG"}""");
        var wrong = Steps("tracking").Single();
        Prepare(wrong).Faults.Single().ToString().ShouldBe(
            "invoiceNumber is 'WRONG'; the order's invoices are INV000001: send the tracking number again with one of them");
        Fails(wrong);
        Tell(UpdateKind.TrackingEventOccurred, Collected);

        Tell(UpdateKind.ShipmentTracked, """{"orderNo":"1042","trackingNumber":"T1","invoiceNumber":"INV000001"}""");
        Steps("tracking").ShouldHaveSingleItem().Name.ShouldBe($"vtex/tracking/{Order}~INV000001~T1");
        Done("tracking");
        Done("event");
        _flow.Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void a_return_follows_when_VTEX_takes_the_order_for_invoiced()
    {
        _flow.Arrives(SomeVtex.Order());
        Tell(UpdateKind.OrderReturned, Return);
        _flow.Invoiced("INV000001");
        Done("start-handling");
        Done("invoice");
        Sent().ShouldHaveSingleItem().ShouldContain("/invoiced/");
        Done("invoiced");
        Sent().ShouldBe([$"vtex/return/{Order}~RET000001"]);

        var request = VtexRequest.Parse(Prepare(Steps("return").Single()).Body!);
        (request.InvoiceNumber, request.Value).ShouldBe(("RET000001", 3500));
        request.Lines.ShouldBe([new VtexRequestLine("5501-UPC", 3500, 1)]);
        Tell(UpdateKind.OrderReturned, Return).Changed.ShouldBeFalse();
        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.OrderReturned, Return.Replace("35.00", "36", StringComparison.Ordinal)))
            .Message.ShouldContain("returnNo RET000001 is known with other items or another value");
    }

    [Fact]
    public void a_return_that_was_refused_is_mended_by_sending_it_again()
    {
        Complete();
        Tell(UpdateKind.OrderReturned, Return);
        Fails(Steps("return").Single());
        Tell(UpdateKind.OrderReturned, Return.Replace("35.00", "36", StringComparison.Ordinal));

        Sent().ShouldBe([$"vtex/return/{Order}~RET000001"]);
        VtexRequest.Parse(Prepare(Steps("return").Single()).Body!).Value.ShouldBe(3600);
    }

    [Fact]
    public void all_returns_together_are_at_most_the_order()
    {
        Complete();
        Tell(UpdateKind.OrderReturned, Return.Replace("35.00", "73.50", StringComparison.Ordinal));
        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.OrderReturned, Return.Replace("RET000001", "RET2", StringComparison.Ordinal)))
            .Message.ShouldContain("value is 35.00, with all returns it is more than the order's 73.50");
        Fails(Steps("return").Single());
        Tell(UpdateKind.OrderReturned, Return.Replace("RET000001", "RET2", StringComparison.Ordinal));
        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.OrderReturned, Return
            .Replace("RET000001", "RET3", StringComparison.Ordinal).Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal)))
            .Message.ShouldContain("items has UPC '5501-UPC': 3 are to go back with all returns, 2 were sold");
    }

    [Fact]
    public void a_return_of_an_order_that_was_taken_out_is_refused()
    {
        _flow.Arrives(SomeVtex.Order()).InvoiceFails().Notified();
        _flow.Decide(new DismissOrder("ana", "test"));
        Tell(UpdateKind.ShipmentTracked, Parcel).Sent.ShouldBeEmpty();
        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.OrderReturned, Return)).Message.ShouldContain("the order was dismissed");
    }

    [Fact]
    public void times_are_those_of_the_stores_and_all_four_keys_of_a_parcel_are_there()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        Tell(UpdateKind.TrackingEventOccurred, Collected.Replace("}", ",\"deliveredAt\":\"2026-03-06T20:30:00Z\"}", StringComparison.Ordinal));

        VtexRequest.Parse(Prepare(Steps("tracking").Single()).Body!).Parcel.ShouldBe(new("T1", null, "DHL", "2026-03-05"));
        VtexRequest.Parse(Prepare(Steps("event").Single()).Body!).Event
            .ShouldBe(new("", "", "Collected", "2026-03-05", "2026-03-06 14:30"));
    }

    [Theory]
    [InlineData(UpdateKind.ShipmentTracked, """{"orderNo":"1042"}""", "trackingNumber is missing")]
    [InlineData(UpdateKind.ShipmentTracked, """{"orderNo":"1042","trackingNumber":"T","trackingUrl":"javascript:x"}""", "trackingUrl is no address")]
    [InlineData(UpdateKind.TrackingEventOccurred, """{"orderNo":"1042","occurredAt":"yesterday"}""", "description is missing")]
    [InlineData(UpdateKind.OrderReturned, """{"orderNo":"1042","returnNo":"RET-1","items":[],"value":0}""", "returnNo is 'RET-1', allowed is what matches")]
    [InlineData(UpdateKind.OrderReturned, """{"orderNo":"1042","returnNo":"R1","items":[{"upc":"A","quantity":0}],"value":0}""", "items[0].quantity is missing, or no whole number above zero; ")]
    [InlineData(UpdateKind.OrderReturned, """{"orderNo":"1042","returnNo":"R1","items":[{"upc":"A","quantity":1}],"value":0}""", "value must be above zero")]
    [InlineData(UpdateKind.OrderReturned, """{"orderNo":"1042","returnNo":"R1","items":[{"upc":"A","quantity":1}],"value":1}""", "by is missing")]
    public void what_is_wrong_is_said_at_once_and_nothing_is_done(UpdateKind kind, string message, string said)
    {
        Complete();
        var refused = Should.Throw<UpdateRefusedException>(() => Tell(kind, message));
        refused.Message.ShouldStartWith($"{kind} of order 1042 is not taken: ");
        refused.Message.ShouldContain(said);
        _flow.Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void an_order_from_elsewhere_has_no_step_and_a_return_of_it_is_refused()
    {
        _flow.Arrives(SomeVtex.Order() with { Vtex = null }).Invoiced();
        Tell(UpdateKind.ShipmentTracked, Parcel).Sent.ShouldBeEmpty();
        _flow.Row.StepsIn("vtex").ShouldBeEmpty();

        Should.Throw<UpdateRefusedException>(() => Tell(UpdateKind.OrderReturned, Return));
    }

    [Fact]
    public void a_completed_order_is_not_told_of_again_while_a_parcel_is_waited_for()
    {
        Complete();
        Tell(UpdateKind.ShipmentTracked, Parcel);
        var step = Steps("tracking").Single();
        _flow.Decide(new StepDeferred(step.Name, step.Attempt, "503", null, false)).Resumes();

        Completions().ShouldBe(0);
        Sent().ShouldBe([step.Name]);
        Fails(Steps("tracking").Single());
        _flow.Row.State.ShouldBe(OrderState.Failed);
        _flow.Decide(new ConfirmOutcome(step.Name, true, null, null, "ana", "VTEX need not know")).Row.State.ShouldBe(OrderState.Completed);
        Completions().ShouldBe(0);
    }

    private void Complete()
    {
        _flow.Arrives(SomeVtex.Order()).Invoiced("INV000001");
        Done("start-handling");
        Done("invoice");
        Done("invoiced");
        _flow.Row.State.ShouldBe(OrderState.Completed);
    }

    private Flow Tell(UpdateKind kind, string message) => _flow.Decide(new OrderUpdated(kind, JsonElement.Parse(message), Some.Now));

    private IReadOnlyList<Step> Steps(string operation) =>
        [.. _flow.Row.StepsIn("vtex").Where(step => step.Key.Operation == operation)];

    private void Done(string operation) => _flow.Decide(new StepAccepted(Steps(operation).Single().Name, null, _flow.Now));

    private void Fails(Step step)
    {
        var current = _flow.Row.StepNamed(step.Name)!;
        _flow.Decide(new StepFailed(current.Name, current.Attempt, FailureKind.Refused, "no", null)).Notified();
    }

    private Prepared Prepare(Step step) => new VtexRequests(SomeVtex.Settings(), SomeVtex.Zone).Prepare(step.Key, _flow.Row);

    private IReadOnlyList<string> Sent() => [.. _flow.Sent.OfType<RunStep>().Select(command => command.Step)];

    private int Completions() => _flow.Sent.OfType<InvoicingCompleted>().Count();
}
