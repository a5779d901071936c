using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_an_order_is_recalculated
{
    [Fact]
    public async Task what_is_put_in_gets_its_totals()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();

        (await Total(emporix)).ShouldBe("84.90: 19 74.90 11.96, 7 10.00 0.65");
    }

    [Fact]
    public async Task only_what_was_delivered_is_billed_and_shipping_stays()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();

        (await emporix.Calculate("""{"entryId":"a","deliveredAmount":1},{"entryId":"b","deliveredAmount":0}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Total(emporix)).ShouldBe("39.90: 19 39.90 6.37");
        var entries = (await emporix.Get(SimulatedEmporix.Order)).GetProperty("entries").EnumerateArray();
        entries.Select(entry => $"{entry.GetProperty("amount")} of {entry.GetProperty("orderedAmount")}").ShouldBe(["1 of 2", "0 of 1"]);
        var booked = (await emporix.Ledger("calculations")).ShouldHaveSingleItem();
        booked.GetProperty("grossValue").GetDecimal().ShouldBe(39.90m);
        booked.GetProperty("body").GetProperty("entries").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task the_same_deliveries_lead_to_the_same_total()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();
        for (var time = 0; time < 3; time++)
        {
            await emporix.Calculate("""{"entryId":"a","deliveredAmount":1}""");
            (await Total(emporix)).ShouldBe("49.90: 19 39.90 6.37, 7 10.00 0.65");
        }

        await emporix.Calculate("""{"entryId":"a","deliveredAmount":2}""");

        (await Total(emporix)).ShouldBe("84.90: 19 74.90 11.96, 7 10.00 0.65");
    }

    [Fact]
    public async Task discounts_of_an_entry_shrink_with_it_and_those_of_the_order_stay()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Put("orders/o-1", """
            {"totalPrice":85.00,"tax":{"lines":[{"amount":15.97,"currency":"EUR","rate":19,"sequenceId":0,"inclusive":true}],"total":{"amount":15.97,"currency":"EUR","inclusive":true}},
             "entries":[{"id":"a","amount":2,"calculatedUnitPrice":{"netValue":42.02,"grossValue":50.00,"taxValue":7.98,"taxRate":19},
              "calculatedPrice":{"price":{"netValue":84.03,"grossValue":100.00,"taxValue":15.97,"taxRate":19},
               "totalDiscount":{"value":10.00,"appliedDiscounts":[{"id":"d","value":10,"discountType":"PERCENT"}]},
               "finalPrice":{"netValue":75.63,"grossValue":90.00,"taxValue":14.37,"taxRate":19}}}],
             "calculatedPrice":{"totalDiscount":{"value":5.00},"finalPrice":{"netValue":71.43,"grossValue":85.00,"taxValue":13.57,
              "taxAggregate":{"lines":[{"netValue":71.43,"grossValue":85.00,"taxValue":13.57,"taxRate":19}]}}}}
            """);

        await emporix.Calculate("""{"entryId":"a","deliveredAmount":1}""");

        var order = await emporix.Get(SimulatedEmporix.Order);
        (await Total(emporix)).ShouldBe("40.00: 19 40.00 6.38");
        order.GetProperty("totalPrice").GetDecimal().ShouldBe(40.00m);
        order.GetProperty("tax").GetProperty("total").GetProperty("amount").GetDecimal().ShouldBe(8.78m);
        var discount = order.GetProperty("entries")[0].GetProperty("calculatedPrice").GetProperty("totalDiscount");
        discount.GetProperty("value").GetDecimal().ShouldBe(5.00m);
        discount.GetProperty("appliedDiscounts")[0].GetProperty("value").GetDecimal().ShouldBe(10m);
    }

    [Fact]
    public async Task an_order_that_was_changed_is_calculated_from_then_on()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();
        await emporix.Send(HttpMethod.Patch, SimulatedEmporix.Order, """
            {"entries":[{"id":"new","amount":4,"calculatedUnitPrice":{"netValue":5,"grossValue":5,"taxValue":0},
              "calculatedPrice":{"finalPrice":{"netValue":20,"grossValue":20,"taxValue":0,"taxRate":0}}}]}
            """);

        await emporix.Calculate("""{"entryId":"new","deliveredAmount":3}""");

        (await Total(emporix)).ShouldBe("79.90: 19 74.90 11.96, 7 10.00 0.65");
    }

    [Theory]
    [InlineData("""{"entryId":"c","deliveredAmount":1}""", "entries[0].entryId names no entry of the order: c")]
    [InlineData("""{"entryId":"a","deliveredAmount":-1}""", "entries[0].deliveredAmount must be a whole number from 0 to 2147483647")]
    [InlineData("""{"entryId":"a","deliveredAmount":0.5}""", "entries[0].deliveredAmount must be a whole number from 0 to 2147483647")]
    public async Task nonsense_is_refused(string entry, string message)
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();

        (await SimulatedEmporix.MessageOf(await emporix.Calculate(entry))).ShouldBe(message);

        (await emporix.Ledger("calculations")).ShouldBeEmpty();
    }

    [Fact]
    public async Task an_order_goes_its_way_step_by_step()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();
        Task<HttpResponseMessage> MoveTo(string status) =>
            emporix.Send(HttpMethod.Post, $"{SimulatedEmporix.Order}/transitions", $$"""{"status":"{{status}}"}""");

        (await MoveTo("SHIPPED")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await MoveTo("CONFIRMED")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await MoveTo("SHIPPED")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await emporix.Send(HttpMethod.Patch, SimulatedEmporix.Order, """{"shipments":[{"shippedDate":"2026-01-02","carrier":"Post"}]}""");
        (await MoveTo("SHIPPED")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await emporix.Get(SimulatedEmporix.Order)).GetProperty("status").GetString().ShouldBe("SHIPPED");
    }

    // Gross value of the whole, and rate, gross value and tax of each line.
    private static async Task<string> Total(SimulatedEmporix emporix)
    {
        var final = (await emporix.Get(SimulatedEmporix.Order)).GetProperty("calculatedPrice").GetProperty("finalPrice");
        var lines = final.GetProperty("taxAggregate").GetProperty("lines").EnumerateArray()
            .Select(line => $"{line.GetProperty("taxRate")} {line.GetProperty("grossValue")} {line.GetProperty("taxValue")}");
        return $"{final.GetProperty("grossValue")}: {string.Join(", ", lines)}";
    }
}
