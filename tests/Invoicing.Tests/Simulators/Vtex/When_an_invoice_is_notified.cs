using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_an_invoice_is_notified
{
    [Fact]
    public async Task a_receipt_is_given_and_the_package_shows_later()
    {
        await using var vtex = await SimulatedVtex.Start("""{"visibleAfterMs":6000,"invoicedAfterMs":1000}""");
        await vtex.Put();

        var answer = await vtex.Invoice();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Regex.IsMatch(await SimulatedVtex.ReceiptOf(answer), "^[0-9a-f]{32}$").ShouldBeTrue();
        (await vtex.Packages()).ShouldBeEmpty();
        (await vtex.Status()).ShouldBe("handling");

        vtex.Clock.Advance(TimeSpan.FromSeconds(6));
        (await vtex.Packages()).ShouldBe(["INV000001 Output 7350"]);
        (await vtex.Status()).ShouldBe("invoice");
        (await vtex.Order()).GetProperty("invoicedDate").ValueKind.ShouldBe(JsonValueKind.Null);

        vtex.Clock.Advance(TimeSpan.FromSeconds(1));
        (await vtex.Status()).ShouldBe("invoiced");
        (await vtex.Order()).GetProperty("invoicedDate").GetString().ShouldStartWith("2026-03-04T15:10:18");
    }

    [Fact]
    public async Task items_of_the_package_go_by_their_place_in_the_order()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        await vtex.Invoice(items: """[{"id":"5502","price":0,"quantity":1},{"id":"5501","price":3500,"quantity":2,"description":"Sandal 38"}]""");

        var package = (await vtex.Order()).GetProperty("packageAttachment").GetProperty("packages")[0];
        package.GetProperty("items").GetRawText().ShouldBe(
            """[{"itemIndex":1,"quantity":1,"price":0,"description":null,"unitMultiplier":1},{"itemIndex":0,"quantity":2,"price":3500,"description":"Sandal 38","unitMultiplier":1}]""");
        package.GetProperty("issuanceDate").GetString().ShouldBe("2026-03-04T09:10:11-06:00");
    }

    [Theory]
    [InlineData("INV000001", "7350", "Output")]
    [InlineData("INV000001", "9999", "Output")]
    [InlineData("INV000001", "7350", "Input")]
    public async Task a_number_that_comes_again_gets_a_new_receipt_and_nothing_changes(string number, string value, string type)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        var first = await SimulatedVtex.ReceiptOf(await vtex.Invoice());
        var before = await vtex.Http.GetStringAsync(SimulatedVtex.OrderPath);

        var second = await SimulatedVtex.ReceiptOf(await vtex.Invoice(number, value, type));

        second.ShouldNotBe(first);
        (await vtex.Http.GetStringAsync(SimulatedVtex.OrderPath)).ShouldBe(before);
        var booked = (await vtex.Ledger("invoices")).ShouldHaveSingleItem();
        booked.GetProperty("receipts").EnumerateArray().Select(receipt => receipt.GetString()).ShouldBe([first, second]);
        booked.GetProperty("invoiceValue").GetInt64().ShouldBe(7350);
        (await vtex.Ledger("refunds")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_number_that_comes_again_is_known_before_it_can_be_seen()
    {
        await using var vtex = await SimulatedVtex.Start("""{"visibleAfterMs":6000}""");
        await vtex.Put();
        await vtex.Invoice();

        await vtex.Invoice();

        vtex.Clock.Advance(TimeSpan.FromMinutes(1));
        (await vtex.Packages()).ShouldBe(["INV000001 Output 7350"]);
    }

    [Fact]
    public async Task another_number_is_another_invoice_even_if_it_is_too_much()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice();

        (await vtex.Invoice("INV000002")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await vtex.Packages()).ShouldBe(["INV000001 Output 7350", "INV000002 Output 7350"]);
        (await vtex.Ledger("invoices")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task parts_wait_in_payment_approved_until_the_last()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        await vtex.Invoice("INV000001", "4000", items: """[{"id":"5501","price":3500,"quantity":1}]""");
        (await vtex.Status()).ShouldBe("payment-approved");
        await vtex.Invoice("INV000002", "3349", items: """[{"id":"5501","price":3349,"quantity":1}]""");
        (await vtex.Status()).ShouldBe("payment-approved");
        await vtex.Invoice("INV000003", "1", items: "[]");

        (await vtex.Status()).ShouldBe("invoiced");
        (await vtex.Packages()).ShouldBe(["INV000001 Output 4000", "INV000002 Output 3349", "INV000003 Output 1"]);
    }

    [Fact]
    public async Task a_return_of_a_whole_invoiced_order_gives_money_back_by_itself()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice();

        await vtex.Invoice("RET000001", "3500", "Input", """[{"id":"5501","price":3500,"quantity":1}]""");

        var refund = (await vtex.Ledger("refunds")).ShouldHaveSingleItem();
        (refund.GetProperty("invoiceNumber").GetString(), refund.GetProperty("value").GetInt64()).ShouldBe(("RET000001", 3500));
        (await vtex.Status()).ShouldBe("invoiced");
        (await vtex.Order()).GetProperty("packageAttachment").GetProperty("packages")[1]
            .GetProperty("restitutions").GetProperty("Refund").GetProperty("value").GetInt64().ShouldBe(3500);
    }

    [Theory]
    [InlineData("handling")]
    [InlineData("invoice")]
    public async Task a_return_before_that_is_taken_and_gives_nothing_back(string status)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put(status);

        (await vtex.Invoice(type: "Input")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await vtex.Packages()).ShouldBe(["INV000001 Input 7350"]);
        (await vtex.Status()).ShouldBe(status);
        (await vtex.Ledger("refunds")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_sku_that_comes_twice_suppresses_the_refund()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put("invoiced");

        await vtex.Invoice("RET000001", "7000", "Input", """[{"id":"5501","price":3500,"quantity":1},{"id":"5501","price":3500,"quantity":1}]""");

        (await vtex.Packages()).ShouldBe(["RET000001 Input 7000"]);
        (await vtex.Ledger("refunds")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ready-for-handling")]
    [InlineData("payment-pending")]
    [InlineData("payment-approved")]
    [InlineData("canceled")]
    [InlineData("brand-new-status")]
    public async Task it_is_refused_in_a_status_that_takes_none(string status)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put(status);

        var answer = await vtex.Invoice();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldStartWith("OMS003");
        (await vtex.Ledger("invoices")).ShouldBeEmpty();
    }

    [Fact]
    public async Task it_is_refused_with_an_item_that_the_order_has_not()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        var answer = await vtex.Invoice(items: """[{"id":"7501","price":3500,"quantity":2}]""");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe("OMS001 Item 7501 is not part of the order");
    }

    [Fact]
    public async Task the_ledger_keeps_the_body_as_it_came()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        await vtex.Invoice();

        (await vtex.Ledger("invoices")).Single().GetProperty("body").GetRawText().ShouldBe(SimulatedVtex.InvoiceBody());
        await vtex.Http.DeleteAsync("/ledger");
        (await vtex.Http.GetStringAsync("/ledger")).ShouldBe("""{"invoices":[],"tracking":[],"events":[],"refunds":[],"calls":[]}""");
    }

    [Fact]
    public async Task many_clients_at_once_lose_nothing()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(call => vtex.Invoice($"INV{call / 2}", "1")));

        (await vtex.Packages()).Distinct().Count().ShouldBe(100);
        (await vtex.Ledger("invoices")).Sum(invoice => invoice.GetProperty("receipts").GetArrayLength()).ShouldBe(200);
    }
}
