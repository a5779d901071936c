using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The contract's scenarios of parcels, what happens to them, returns, and where the invoice goes.</summary>
[Trait("Takes", "long")]
public sealed class When_an_order_is_on_its_way(ITestOutputHelper output) : VtexTest(output)
{
    private const string Tracked = "Invoicing.Contracts:ShipmentTracked";
    private const string Happened = "Invoicing.Contracts:TrackingEventOccurred";
    private const string Returned = "Invoicing.Contracts:OrderReturned";

    [Fact]
    public async Task a_parcel_is_told_after_its_invoice_however_early_the_OMS_tells_of_it()
    {
        await Installation.Serve();
        await Tell(Tracked, """{"orderNo":"#1001","trackingNumber":"T1","trackingUrl":"https://dhl.test/T1","courier":"DHL"}""");
        await Tell(Tracked, """{"orderNo":"9999","trackingNumber":"T9"}""");
        await Wait.Until(async () => await Waiting() == 2, "the parcels wait for their orders");
        (await Installation.Run("status")).Output.ShouldContain("2 parcels or returns wait for their orders");
        await Complete("1001");
        await Installation.Is("Completed", "1001");
        await Wait.Until(async () => (await Of("tracking", "1001")).Count == 1, "VTEX was told of the parcel");

        (await Of("tracking", "1001")).Single().GetProperty("body").GetRawText()
            .ShouldBe("""{"trackingNumber":"T1","trackingUrl":"https://dhl.test/T1","courier":"DHL","dispatchedDate":null}""");
        (await Waiting()).ShouldBe(1);

        await Tell(Tracked, """{"orderNo":"1001","trackingNumber":"T1","trackingUrl":"https://dhl.test/T1","courier":"DHL"}""");
        await Installation.PublishEnvelope(Tracked, """{"orderNo":"1001","trackingNumber":"T2"}""");
        await Wait.Until(async () => (await Of("tracking", "1001")).Count == 2, "VTEX was told of the other parcel");
        await Installation.Is("Completed", "1001");
        (await Of("tracking", "1001")).Select(told => told.GetProperty("trackingNumber").GetString()).ShouldBe(["T1", "T2"]);
        await Installation.ShouldHaveToldNobody();

        await Installation.Database.Rows(
            "update mt_doc_waiting_update set data = jsonb_set(data, '{receivedAt}', to_jsonb(now() - interval '31 days'))");
        await Wait.Until(async () => await Installation.Broker.Depth("order-invoicing_error") == 1, "people are told of the other one");
        (await Installation.Broker.ErrorsOf("order-invoicing")).Single().Reason.ShouldContain("No order 9999 is stored here");
        (await Waiting()).ShouldBe(0);
    }

    [Fact]
    public async Task what_happens_to_a_parcel_is_shown_once_in_the_form_that_VTEX_knows()
    {
        await ServeACompletedOrder();
        await Vtex.Faults("""{"rules":[{"operation":"event","kind":"appliedThenTimeout","times":1}]}""");
        await Tell(Happened, """{"orderNo":"1001","city":"Santa Tecla","description":"Collected","occurredAt":"2026-03-06T10:00:00"}""");
        await Tell(Tracked, """{"orderNo":"1001","trackingNumber":"T1"}""");
        await Wait.Until(async () => (await Of("events", "1001")).Count == 1, "VTEX was told of the event");
        await Installation.Is("Completed", "1001");
        await Installation.Succeeds(
            "vtex", "event", "1001", "--description", "Delivered", "--at", "2026-03-06T14:30:00", "--delivered-at", "2026-03-06T14:30:00",
            "--reason", "the courier has called");
        await Wait.Until(async () => (await Of("events", "1001")).Count == 2, "VTEX was told of the delivery");
        await Installation.Is("Completed", "1001");

        (await Of("events", "1001")).Select(told => told.GetProperty("body").GetRawText()).ShouldBe([
            """{"isDelivered":false,"deliveredDate":null,"events":[{"city":"Santa Tecla","state":"","description":"Collected","date":"2026-03-06"}]}""",
            """{"isDelivered":true,"deliveredDate":"2026-03-06 14:30","events":[{"city":"","state":"","description":"Delivered","date":"2026-03-06"}]}"""]);
    }

    [Fact]
    public async Task a_return_gives_money_back_once()
    {
        await ServeACompletedOrder();
        await Vtex.Faults("""{"rules":[{"operation":"return","kind":"appliedThenCut","times":1}]}""");
        var message = Return("RET000001", "8720116120028", 50m);
        await Tell(Returned, message, message);
        await Wait.Until(async () => (await Refunds()).Count == 1, "the money was given back");
        await Installation.Is("Completed", "1001");
        await Installation.Succeeds(
            "vtex", "return", "1001", "--number", "RET000001", "--item", "8720116120028=1@50.00", "--value", "50.00", "--by", "Ana",
            "--reason", "told once more");

        (await Vtex.Invoices("1001"))[^1].ShouldBe(("Input", "RET000001", 5000));
        (await Refunds()).ShouldHaveSingleItem().GetProperty("value").GetInt64().ShouldBe(5000);
        (await Vtex.Calls("invoice", "1001"), await Vtex.Calls("return", "1001")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task a_return_of_which_nothing_is_found_is_made_again_by_a_person_alone()
    {
        await ServeACompletedOrder();
        await Vtex.Faults("""{"rules":[{"operation":"return","kind":"cut","times":1}]}""");
        await Tell(Returned, Return("RET000001", "8720116120028", 50m));
        await Installation.Is("Failed", "1001");
        (await ReasonOf("1001")).ShouldContain("It is not made again by itself");
        (await Refunds()).ShouldBeEmpty();
        var failure = (await Installation.Show("1001")).GetProperty("failures")[0];

        await Installation.Succeeds(
            "orders", "confirm", "1001", "--step", failure.GetProperty("step").GetString()!, "--not-invoiced",
            "--attempt", $"{failure.GetProperty("attempt").GetInt32()}", "--reason", "looked");
        await Wait.Until(async () => (await Refunds()).Count == 1, "the money was given back");
        await Installation.Is("Completed", "1001");
    }

    [Fact]
    public async Task a_return_that_VTEX_cannot_take_gives_nothing_back_and_says_why()
    {
        await ServeACompletedOrder();
        await Vtex.Is("1001", "payment-approved");
        await Tell(Returned, Return("RET000001", "8720116120028", 50m));
        await Installation.Is("Failed", "1001");
        (await ReasonOf("1001")).ShouldContain("VTEX takes returns of an order that is invoiced as a whole");
        await Tell(Returned, """{"orderNo":"1001","returnNo":"RET 2","items":[],"value":-1}""");
        await Wait.Until(async () => await Installation.Broker.Depth("order-invoicing_error") == 1, "the other one is refused");
        (await Installation.Broker.ErrorsOf("order-invoicing")).Single().Reason.ShouldContain("OrderReturned of order 1001 is not taken: ");

        // Moved back it is what it was, and no order.
        (await Installation.Run("errors", "retry", "--queue", "order-invoicing", "--reason", "once more")).Output.ShouldContain("1 failed again");
        await Wait.Until(async () => await Installation.Broker.Depth("order-invoicing_error") == 1, "it is refused again");
        (await Installation.Broker.ErrorsOf("order-invoicing")).Single().Reason.ShouldContain("OrderReturned of order 1001 is not taken: ");

        // It takes the place of the one that was refused.
        await Vtex.Is("1001", "invoiced");
        await Tell(Returned, Return("RET000001", "8720116120028", 40m));
        await Wait.Until(async () => (await Refunds()).Count == 1, "the money was given back");
        (await Refunds())[0].GetProperty("value").GetInt64().ShouldBe(4000);
        await Installation.Is("Completed", "1001");
    }

    [Fact]
    public async Task a_feed_may_hold_parcels_beside_orders()
    {
        var feeds = new Feeds(Installation);
        feeds.Use();
        await Installation.Serve();
        await Vtex.Put(TestVtex.Order("1001"));
        await feeds.Put(
            "parcels.jsonl",
            $$"""
            {"orderNo":"1001","trackingNumber":"T1"}
            {{JsonNode.Parse(TestVtex.Order("1001"))!.ToJsonString()}}
            """);
        await Wait.Until(async () => (await Of("tracking", "1001")).Count == 1, "VTEX was told of the parcel");
        await Installation.Is("Completed", "1001");
        (await Installation.Run("feeds", "show", "1")).Output.ShouldContain("update");
    }

    [Fact]
    public async Task the_invoice_goes_where_VTEX_says_when_the_OMS_does_not()
    {
        var order = TestVtex.Order("1001", oms => oms.Remove("billing"));
        await Vtex.Put(order, change: body => body["invoiceData"] = JsonNode.Parse(
            """{"address":{"street":"Avenida Dois","number":"20","city":"Santos","country":"BRA","neighborhood":"Centro","complement":null}}"""));
        await Vtex.Put(TestVtex.Order("1002"), change: body => body["invoiceData"] = JsonNode.Parse(
            """{"address":{"street":"Avenida Dois","number":"20","city":"Santos","country":null}}"""));
        await Installation.Serve();
        await Installation.Publish(order, TestVtex.Order("1002", oms => oms.Remove("billing")));
        await Installation.Is("Completed", "1001");
        await Installation.Is("Failed", "1002");

        (await Installation.RetailPro.Ledger()).ShouldContain("Avenida Dois, 20");
        (await ReasonOf("1002")).ShouldContain("invoiceData.address.country is missing");
        await ShouldHaveOneInvoice("1001");
    }

    private async Task ServeACompletedOrder()
    {
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Completed", "1001");
    }

    private static string Return(string number, string upc, decimal value) => JsonSerializer.Serialize(
        new { orderNo = "1001", returnNo = number, items = new[] { new { upc, quantity = 1 } }, value, by = "Ana" });

    private async Task Tell(string exchange, params string[] messages)
    {
        await using var channel = await Channel.Open(Installation.Broker.Uri);
        await channel.Publish(messages, exchange);
    }

    private async Task<IReadOnlyList<JsonElement>> Of(string part, string orderNo) => [.. (await Vtex.Ledger()).GetProperty(part)
        .EnumerateArray().Where(told => told.GetProperty("orderId").GetString() == TestVtex.IdOf(orderNo))];

    private Task<IReadOnlyList<JsonElement>> Refunds() => Of("refunds", "1001");

    private Task<long> Waiting() => Installation.Database.Count("mt_doc_waiting_update");
}
