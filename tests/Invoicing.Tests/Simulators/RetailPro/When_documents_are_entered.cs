using System.Globalization;
using System.Net;
using Invoicing.Simulators.RetailPro;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Simulators.RetailPro;

public sealed class When_documents_are_entered
{
    [Fact]
    public async Task an_invoice_takes_all_lines_from_the_invoicing_store_and_slips_put_it_right()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        await retailPro.Invoice("1042", "SVA40", ("100", "2"), ("200", "1.25"), ("100", "0.5"));
        (await retailPro.Stock()).ShouldBe(["SVA40/100=-2.5", "SVA40/200=-1.25"]);

        await retailPro.Slip("00000731", from: "SVA11", to: "SVA40", ("100", "2"), ("200", "1.25"));
        (await retailPro.Stock()).ShouldBe(["SVA11/100=-2", "SVA11/200=-1.25", "SVA40/100=-0.5", "SVA40/200=0"]);
    }

    [Fact]
    public async Task tenths_add_up_exactly()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        await retailPro.Slip("1", from: "A", to: "B", ("100", "0.1"), ("100", "0.2"));

        (await retailPro.Stock()).ShouldBe(["A/100=-0.3", "B/100=0.3"]);
    }

    [Fact]
    public async Task the_ledger_is_this_byte_for_byte()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-03-04T09:10:11.5Z", CultureInfo.InvariantCulture));
        await using var retailPro = await SimulatedRetailPro.Start(clock);
        var invoice = Bodies.Invoice("#1/ñ", "SVA40", ("100", "2.50"), ("200", "1e0"));
        var slip = Bodies.Slip("00000731", "SVA11", "SVA40", ("100", "2.50"));
        await retailPro.Post(RetailProSimulator.InvoicePath, $"\n {invoice} ");
        await retailPro.Post(RetailProSimulator.SlipPath, slip);

        var ledger = await retailPro.Http.GetStringAsync("/ledger");

        const char Quote = '"';
        const string At = "2026-03-04T09:10:11.5+00:00";
        ledger.ShouldBe(string.Concat(
            $$"""{"invoices":[{"orderNo":"#1/ñ","invoicingStore":"SVA40","documentNo":"INV000001","receivedAt":"{{At}}","body":{{invoice}}}],""",
            $$"""{{Quote}}slips":[{"slipNo":"00000731","fromStore":"SVA11","toStore":"SVA40","receivedAt":"{{At}}","body":{{slip}}}],""",
            $$"""{{Quote}}stock":[{"store":"SVA11","upc":"100","quantity":-2.5},{"store":"SVA40","upc":"100","quantity":0},""",
            """{"store":"SVA40","upc":"200","quantity":-1}]}"""));
    }

    [Fact]
    public async Task answers_carry_the_numbers_and_lookups_find_them()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        (await Text(await retailPro.Invoice("#1/2"))).ShouldBe("""{"documentNo":"INV000001"}""");
        (await Text(await retailPro.Slip("00000731", "A", "B", ("100", "1")))).ShouldBe("""{"slipNo":"00000731"}""");

        (await retailPro.Http.GetStringAsync("/api/v1/Document/Ordertoinvoice/%231%2F2")).ShouldBe(
            """{"orderNo":"#1/2","documentNo":"INV000001"}""");
        (await retailPro.Http.GetStringAsync("/api/v1/Transfer/Slip/00000731")).ShouldBe("""{"slipNo":"00000731"}""");
        (await retailPro.Http.GetAsync("/api/v1/Document/Ordertoinvoice/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await retailPro.Http.GetAsync("/api/v1/Transfer/Slip/731")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_cleared_ledger_is_like_new()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.Invoice("1042");
        await retailPro.Slip("1", "A", "B", ("100", "1"));

        await retailPro.Http.DeleteAsync("/ledger");

        (await retailPro.Http.GetStringAsync("/ledger")).ShouldBe("""{"invoices":[],"slips":[],"stock":[]}""");
        (await retailPro.Calls("invoice")).ShouldBe("0/0/0");
        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retailPro.Http.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task many_clients_at_once_lose_nothing()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        // Every number is sent twice: one of the two must be refused, whichever comes first.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 400).Select(call => retailPro.Invoice($"{call / 2}", "SVA11", ("100", "0.1"))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(200);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(200);
        (await retailPro.Calls("invoice")).ShouldBe("400/200/200");
        (await retailPro.Stock()).ShouldBe(["SVA11/100=-20"]);
    }

    private static Task<string> Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();
}
