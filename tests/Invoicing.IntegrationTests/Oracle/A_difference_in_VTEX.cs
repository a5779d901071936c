using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>Every kind of difference is planted once in what VTEX was told, and must be found.</summary>
public sealed class A_difference_in_VTEX
{
    private static readonly Marketplace s_marketplace = Marketplace.Of(OrderSet.Generated(800, seed: 5).Messages, seed: 5, share: 0.7);
    private static readonly ExpectedEnd s_end = VtexReference.Compute(s_marketplace.Stream, s_marketplace.Orders);

    [Fact]
    public void is_none_when_all_is_as_expected() => Differences(_ => { }).ShouldBeEmpty();

    public static TheoryData<string, string, string> Fields => new()
    {
        { "type", "\"Input\"", "type is Input instead of Output" },
        { "invoiceValue", "\"1\"", "invoiceValue is \"1\" instead of" },
        { "issuanceDate", "\"2026-03-04T09:10:11\"", "issuanceDate is 2026-03-04T09:10:11," },
        { "issuanceDate", "\"2026-03-04T15:10:11Z\"", "issuanceDate is 2026-03-04T15:10:11Z," },
        { "issuanceDate", "\"2026-03-04T08:10:11-06:00\"", "issuanceDate is 2026-03-04T08:10:11-06:00," },
        { "courier", "\"me\"", "courier is me instead of" },
        { "trackingNumber", "\"1\"", "trackingNumber is 1 instead of" },
        { "items.0.price", "1", "the items is" },
        { "items.0.quantity", "77", "the items is" },
        { "items.0.id", "\"S1\"", "the items is" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void is_told_for_every_field_of_an_invoice(string path, string value, string told) =>
        Differences(vtex => Set(Invoice(vtex, nameof(MarketplaceKind.Whole))["body"]!, path, value)).ShouldHaveSingleItem()
            .ShouldContain(told);

    [Fact]
    public void is_told_for_a_value_that_is_a_number() => Differences(vtex =>
    {
        var body = Invoice(vtex, nameof(MarketplaceKind.Whole))["body"]!;
        body["invoiceValue"] = JsonNode.Parse((string)body["invoiceValue"]!);
    }).ShouldHaveSingleItem().ShouldContain("I11");

    [Fact]
    public void is_told_for_items_that_repeat_a_SKU() => Differences(vtex =>
    {
        var items = Invoice(vtex, nameof(MarketplaceKind.Whole))["body"]!["items"]!.AsArray();
        items.Add(items[0]!.DeepClone());
    }).ShouldHaveSingleItem().ShouldContain("the items is");

    [Theory]
    [InlineData(nameof(MarketplaceKind.Whole))]
    [InlineData(nameof(MarketplaceKind.InParts))]
    [InlineData(nameof(MarketplaceKind.TwoOrders))]
    public void is_told_for_an_invoice_that_is_missing(string kind) =>
        Differences(vtex => Invoices(vtex).Remove(Invoice(vtex, kind))).ShouldSatisfyAllConditions(
            told => told.ShouldContain(text => text.StartsWith("I11") && text.Contains("0 invoices")),
            told => told.ShouldContain(text => text.StartsWith("I13") && text.Contains("are notified instead of")));

    [Fact]
    public void is_told_for_an_invoice_that_is_there_twice() => Differences(vtex =>
        Invoices(vtex).Add(Invoice(vtex, nameof(MarketplaceKind.Whole)).DeepClone())).ShouldContain(text => text.Contains("2 invoices"));

    [Fact]
    public void is_told_for_an_invoice_that_was_sent_twice() => Differences(vtex =>
        Invoice(vtex, nameof(MarketplaceKind.Whole))["receipts"]!.AsArray().Add("R2")).ShouldHaveSingleItem()
            .ShouldContain("receipts is 2");

    [Fact]
    public void is_told_for_another_number() => Differences(vtex =>
        Invoice(vtex, nameof(MarketplaceKind.InParts))["invoiceNumber"] = "X1").ShouldContain(text => text.Contains("X1 of"));

    [Fact]
    public void is_told_for_the_orders_number_where_the_ERP_has_told_its_own() => Differences(vtex =>
    {
        var invoice = Invoices(vtex).First(invoice => ((string)invoice!["invoiceNumber"]!).StartsWith("INV", StringComparison.Ordinal))!;
        invoice["invoiceNumber"] = s_end.Orders.Values.First(order => order.Vtex?.OrderId == (string)invoice["orderId"]!).OrderNo;
    }).ShouldHaveSingleItem().ShouldContain("1 invoices have their order's number");

    [Theory]
    [InlineData(nameof(MarketplaceKind.Cancelled))]
    [InlineData(nameof(MarketplaceKind.CancellationRequested))]
    [InlineData(nameof(MarketplaceKind.InvoicedElsewhere))]
    [InlineData(nameof(MarketplaceKind.NumberTaken))]
    [InlineData(nameof(MarketplaceKind.NothingToInvoice))]
    [InlineData(nameof(MarketplaceKind.NotInvoiced))]
    [InlineData(nameof(MarketplaceKind.AlreadyTold))]
    public void is_told_for_a_call_about_an_order_of_which_nothing_may_be_told(string kind) => Differences(vtex =>
    {
        var order = s_end.Orders[OrderOf(kind)].Vtex!;
        Call(vtex, order, "get", 0);
        Call(vtex, order, "invoice", 1);
    }).ShouldHaveSingleItem().ShouldStartWith("I12");

    [Theory]
    [InlineData(7.0, "")]
    [InlineData(-1.0, "")]
    [InlineData(0.5, "cut")]
    public void is_told_for_an_invoice_without_a_look_just_before(double secondsAfter, string fault) => Differences(vtex =>
    {
        var order = s_end.Orders[OrderOf(nameof(MarketplaceKind.Whole))].Vtex!;
        var calls = vtex["calls"]!.AsArray();
        calls.Where(call => (string)call!["orderId"]! == order.OrderId).ToList().ForEach(call => calls.Remove(call));
        Call(vtex, order, "get", 0, fault);
        Call(vtex, order, "invoice", secondsAfter);
    }).ShouldHaveSingleItem().ShouldContain("without a look");

    [Fact]
    public void is_told_for_a_repetition_without_a_further_look() => Differences(vtex =>
    {
        var order = s_end.Orders[OrderOf(nameof(MarketplaceKind.Whole))].Vtex!;
        var at = vtex["calls"]!.AsArray()
            .Last(call => (string)call!["orderId"]! == order.OrderId && (string)call["operation"]! == "invoice")!["at"]!
            .GetValue<DateTimeOffset>();
        vtex["calls"]!.AsArray().Add(PerfectVtex.Call(order, "invoice", at.AddSeconds(1)));
    }).ShouldHaveSingleItem().ShouldContain("without a look");

    [Fact]
    public void is_told_for_handling_that_was_begun_where_it_had_begun() => Differences(vtex =>
    {
        var order = s_marketplace.Orders.First(order => order is { Status: "handling", Later: null });
        Call(vtex, s_end.Orders.Values.First(each => each.Vtex?.Key == order.Key).Vtex!, "startHandling", 1);
    }).ShouldHaveSingleItem().ShouldContain("handling was begun");

    [Fact]
    public void is_none_when_a_parcel_is_told_once_more() =>
        Differences(vtex => vtex["tracking"]!.AsArray().Add(vtex["tracking"]![0]!.DeepClone())).ShouldBeEmpty();

    public static TheoryData<string, string, string> Updates => new()
    {
        { "tracking", "", "VTEX was not told of it" },
        { "tracking", "trackingNumber=\"T0\"", "a parcel T0 that is not expected" },
        { "tracking", "invoiceNumber=\"X1\"", "VTEX was not told of it" },
        { "tracking", "body.courier=\"me\"", "courier is me instead of" },
        { "tracking", "body.dispatchedDate=\"2026-03-04T\"", "dispatchedDate is 2026-03-04T instead of" },
        { "tracking", "body.more=1", "the number of its fields is 5 instead of 4" },
        { "events", "", "VTEX shows it 0 times instead of once" },
        { "events", "body.events.0.description=\"Lost\"", "VTEX shows an event that is not expected" },
        { "events", "body.events.0.date=\"2026-01-01\"", "VTEX shows it 0 times" },
        { "refunds", "", "given back is nothing instead of" },
        { "refunds", "value=1", "given back is 1 for RET" },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public void is_told_for_what_was_said_later(string part, string change, string told) => Differences(vtex =>
    {
        if (change.Length == 0)
        {
            vtex[part]!.AsArray().RemoveAt(0);
        }
        else
        {
            Set(vtex[part]![0]!, change.Split('=')[0], change.Split('=')[1]);
        }
    }).ShouldContain(text => text.Contains(told));

    [Theory]
    [InlineData("events", "VTEX shows it 2 times")]
    [InlineData("refunds", "given back is")]
    public void is_told_for_what_was_done_twice(string part, string told) => Differences(vtex =>
        vtex[part]!.AsArray().Add(vtex[part]![0]!.DeepClone())).ShouldHaveSingleItem().ShouldContain(told);

    [Fact]
    public void is_told_for_a_parcel_that_is_delivered_and_not_said_to_be() => Differences(vtex => vtex["events"]!.AsArray()
        .First(told => (bool)told!["body"]!["isDelivered"]!)!["body"]!["isDelivered"] = false)
        .ShouldHaveSingleItem().ShouldContain("isDelivered");

    public static TheoryData<string, string, string> Returns => new()
    {
        { "type", "\"Output\"", "type is Output instead of Input" },
        { "invoiceValue", "\"1\"", "invoiceValue is \"1\" instead of" },
        { "items.0.price", "1", "the items is" },
        { "items.0.quantity", "77", "the items is" },
        { "items.0.id", "\"S1\"", "the items is" },
    };

    [Theory]
    [MemberData(nameof(Returns))]
    public void is_told_for_every_field_of_a_return(string path, string value, string told) =>
        Differences(vtex => Set(Return(vtex)["body"]!, path, value)).ShouldHaveSingleItem().ShouldContain(told);

    [Fact]
    public void is_told_for_a_return_that_is_missing() =>
        Differences(vtex => Invoices(vtex).Remove(Return(vtex))).ShouldHaveSingleItem().ShouldContain("0 returns");

    [Fact]
    public void is_told_for_a_return_that_is_there_twice() =>
        Differences(vtex => Invoices(vtex).Add(Return(vtex).DeepClone())).ShouldHaveSingleItem().ShouldContain("2 returns");

    [Fact]
    public void is_told_for_a_return_that_was_sent_twice() =>
        Differences(vtex => Return(vtex)["receipts"]!.AsArray().Add("R2")).ShouldHaveSingleItem().ShouldContain("receipts is 2");

    [Fact]
    public void is_told_for_a_return_before_the_order_was_invoiced_as_a_whole() =>
        Differences(vtex => Return(vtex)["receivedAt"] = PerfectLedger.EnteredAt).ShouldHaveSingleItem().ShouldContain("was sent when");

    [Fact]
    public void is_told_for_a_return_that_nobody_has_asked_for() => Differences(vtex =>
    {
        var invoice = Return(vtex).DeepClone();
        invoice["invoiceNumber"] = "RET";
        Invoices(vtex).Add(invoice);
    }).ShouldHaveSingleItem().ShouldStartWith("I12");

    [Theory]
    [InlineData("event")]
    [InlineData("return")]
    public void is_told_for_an_event_or_a_return_without_a_look_just_before(string operation) => Differences(vtex =>
    {
        var calls = vtex["calls"]!.AsArray();
        calls.RemoveAt(calls.Index().First(call => (string)call.Item!["operation"]! == operation).Index - 1);
    }).ShouldHaveSingleItem().ShouldContain($"of a {operation} without a look");

    [Theory]
    [InlineData("tracking")]
    [InlineData("return")]
    public void is_told_for_a_call_about_what_nobody_has_said(string operation) => Differences(vtex =>
    {
        var order = s_end.Orders[OrderOf(nameof(MarketplaceKind.CancellationRequested))].Vtex!;
        Call(vtex, order, "get", 0);
        Call(vtex, order, operation, 1);
    }).ShouldHaveSingleItem().ShouldStartWith("I12");

    [Fact]
    public void is_told_for_money_that_was_given_back_by_itself() => Differences(vtex =>
    {
        var refund = vtex["refunds"]![0]!.DeepClone();
        refund["orderId"] = s_end.Orders[OrderOf(nameof(MarketplaceKind.Cancelled))].Vtex!.OrderId;
        vtex["refunds"]!.AsArray().Add(refund);
    }).ShouldHaveSingleItem().ShouldStartWith("I12");

    [Fact]
    public void is_told_for_a_sale_that_was_sent_as_a_return() => Differences(vtex =>
        Invoice(vtex, nameof(MarketplaceKind.Whole))["type"] = "Input")
        .ShouldContain(text => text.StartsWith("I12") && text.Contains("a return"));

    [Fact]
    public void is_told_for_an_order_that_nobody_has_sent() => Differences(vtex =>
    {
        var invoice = Invoice(vtex, nameof(MarketplaceKind.Whole)).DeepClone();
        invoice["orderId"] = "v0";
        Invoices(vtex).Add(invoice);
    }).ShouldHaveSingleItem().ShouldContain("no order of this run");

    [Theory]
    [InlineData(nameof(MarketplaceKind.Whole), "invoice")]
    [InlineData(nameof(MarketplaceKind.InParts), "payment-approved")]
    [InlineData(nameof(MarketplaceKind.Cancelled), "handling")]
    public void is_told_for_a_status(string kind, string status)
    {
        var order = s_end.Orders[OrderOf(kind)].Vtex!;
        var right = kind == nameof(MarketplaceKind.Cancelled) ? "canceled" : "invoiced";

        Differences(_ => { }, statuses => statuses[order.Key] = status).ShouldHaveSingleItem()
            .ShouldBe($"I13: {order.Key}: its status in VTEX is {status} instead of {right}.");
    }

    private static IReadOnlyList<string> Differences(Action<JsonObject> plant, Action<Dictionary<string, string>>? plantStatus = null)
    {
        var (vtex, statuses) = (PerfectVtex.Of(s_end), PerfectVtex.Statuses(s_end));
        plant(vtex);
        plantStatus?.Invoke(statuses);
        return [.. VtexComparison
            .Find(s_end, PerfectLedger.Of(s_end).ToJsonString(), new(vtex.ToJsonString(), statuses) { LostNumbers = 0 })
            .Select(violation => violation.ToString())];
    }

    // Of a kind the first of which something was told, if it may be.
    private static string OrderOf(string kind) => s_marketplace.Kinds
        .Where(order => order.Value == Enum.Parse<MarketplaceKind>(kind))
        .OrderByDescending(order => s_end.Orders[order.Key].Vtex!.Parts.Count > 0 && s_end.Orders[order.Key].State == "Completed")
        .First().Key;

    private static JsonArray Invoices(JsonObject vtex) => vtex["invoices"]!.AsArray();

    private static JsonNode Invoice(JsonObject vtex, string kind)
    {
        var order = s_end.Orders[OrderOf(kind)].Vtex!;
        return Invoices(vtex).First(invoice => (string)invoice!["orderId"]! == order.OrderId)!;
    }

    private static JsonNode Return(JsonObject vtex) => Invoices(vtex).First(invoice => (string)invoice!["type"]! == "Input")!;

    private static void Call(JsonObject vtex, ExpectedInVtex order, string operation, double afterSeconds, string fault = "") =>
        vtex["calls"]!.AsArray().Add(PerfectVtex.Call(order, operation, PerfectLedger.EnteredAt.AddSeconds(afterSeconds), fault));

    private static void Set(JsonNode json, string path, string value)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            json = int.TryParse(step, out var place) ? json[place]! : json[step]!;
        }

        json[steps[^1]] = JsonNode.Parse(value);
    }
}
