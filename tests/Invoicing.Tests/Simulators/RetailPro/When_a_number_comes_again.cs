using System.Net;

namespace Invoicing.Tests.Simulators.RetailPro;

public sealed class When_a_number_comes_again
{
    [Fact]
    public async Task it_is_refused_without_effect_and_counted()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.Invoice("1042");
        await retailPro.Slip("731", "A", "B", ("100", "1"));
        var before = await retailPro.Http.GetStringAsync("/ledger");

        var invoice = await retailPro.Invoice("1042", "SVA40");
        var slip = await retailPro.Slip("731", "A", "C", ("100", "1"));

        invoice.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SimulatedRetailPro.ErrorOf(invoice)).ShouldBe("OrderNo 1042 already exists");
        slip.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SimulatedRetailPro.ErrorOf(slip)).ShouldBe("SlipNo 731 already exists");
        (await retailPro.Http.GetStringAsync("/ledger")).ShouldBe(before);
        (await retailPro.Calls("invoice")).ShouldBe("2/1/1");
        (await retailPro.Calls("slip")).ShouldBe("2/1/1");
    }

    [Fact]
    public async Task it_is_entered_a_second_time_where_duplicates_are_not_refused()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"refuseDuplicates":false}""");

        await retailPro.Invoice("1042");
        var second = await retailPro.Invoice("1042");

        (await second.Content.ReadAsStringAsync()).ShouldBe("""{"documentNo":"INV000002"}""");
        (await retailPro.InvoicedOrders()).ShouldBe(["1042", "1042"]);
        (await retailPro.Calls("invoice")).ShouldBe("2/2/1");
    }

    [Fact]
    public async Task an_empty_fault_document_refuses_duplicates_again()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"refuseDuplicates":false}""");
        await retailPro.SetFaults("{}");

        await retailPro.Invoice("1042");

        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }
}
