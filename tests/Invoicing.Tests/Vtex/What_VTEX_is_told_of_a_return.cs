using Invoicing.Systems;
using Invoicing.Vtex;
using FailureKind = Invoicing.Contracts.FailureKind;

namespace Invoicing.Tests.Vtex;

public class What_VTEX_is_told_of_a_return
{
    private static readonly VtexRequest s_request = SomeVtex.Request(3500, new VtexRequestLine("5501-UPC", 3500, 1)) with
    {
        InvoiceNumber = "RET000001",
    };

    [Fact]
    public void is_the_one_place_where_money_goes_back()
    {
        var body = Decide(s_request, Sold()).Body!.Value;

        (body.GetProperty("type").GetString(), body.GetProperty("invoiceNumber").GetString(), body.GetProperty("invoiceValue").GetString())
            .ShouldBe(("Input", "RET000001", "3500"));
        body.GetProperty("items").GetRawText().ShouldBe("""[{"id":"5501","price":3500,"quantity":1}]""");
    }

    [Fact]
    public void is_nothing_where_VTEX_has_it_already() =>
        Decide(s_request, Sold(SomeVtex.Package("RET000001", 3500, 1, VtexPackage.Return))).Result!.Outcome.ShouldBe(CallOutcome.Done);

    [Theory]
    [InlineData("handling", 7350, 3500, 1, "the status of this one is 'handling'")]
    [InlineData("canceled", 7350, 3500, 1, "invoiced as a whole")]
    [InlineData("invoiced", 4000, 3500, 1, "4000 of 7350 are invoiced")]
    [InlineData("invoiced", 7350, 7351, 1, "Return RET000001 of 7351 would be too much: 7350 are invoiced, of which 0")]
    [InlineData("invoiced", 7350, 3500, 3, "of SKU 5501 3 are to go back, 2 were invoiced and 0 returned")]
    public void is_nothing_where_the_guards_say_no(string status, long sold, long value, int units, string said)
    {
        var request = s_request with { Value = value, Lines = [new("5501-UPC", 3500, units)] };
        var result = Decide(request, SomeVtex.InVtex(status, 7350, SomeVtex.Package("INV000001", sold, 2))).Result!;

        result.Outcome.ShouldBe(CallOutcome.Refused);
        result.Message.ShouldContain(said);
    }

    [Fact]
    public void is_nothing_beyond_what_was_returned_before()
    {
        var before = Sold(SomeVtex.Package("RET0", 3500, 2, VtexPackage.Return));
        Decide(s_request, before).Result!.Message.ShouldContain("2 were invoiced and 2 returned");
        Decide(s_request with { Value = 3851 }, before).Result!.Message.ShouldContain("of which 3500 are given back already");
    }

    [Fact]
    public void never_has_the_number_of_an_invoice() =>
        Decide(s_request with { InvoiceNumber = "INV000001" }, Sold()).Result!.Refusal.ShouldBe(FailureKind.NumberTaken);

    private static VtexOrder Sold(params VtexPackage[] more) =>
        SomeVtex.InVtex("invoiced", 7350, [SomeVtex.Package("INV000001", 7350, 2), .. more]);

    private static VtexDecision Decide(VtexRequest request, VtexOrder order) =>
        VtexInvoice.DecideReturn(request, order, SomeVtex.Settings().Accounts["acme"]);
}
