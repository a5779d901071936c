using Invoicing.Orders;
using Invoicing.RetailPro;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class The_request_for_VTEX
{
    [Fact]
    public void holds_cents_and_the_invoice_s_time_in_the_zone_of_the_stores()
    {
        var request = VtexRequest.Parse(SomeVtex.Prepare(SomeVtex.Order()).Body!);

        request.Value.ShouldBe(7350);
        request.Lines.ShouldBe([new("5501-UPC", 3500, 2)]);
        request.InvoiceNumber.ShouldBe("INV000001");
        request.IssuedAt!.Value.Offset.ShouldBe(TimeSpan.FromHours(-6));
    }

    [Fact]
    public void has_the_order_s_number_where_the_invoice_has_none() =>
        VtexRequest.Parse(SomeVtex.Prepare(SomeVtex.Order(), documentNo: null).Body!).InvoiceNumber.ShouldBe(SomeVtex.Order().OrderNo);

    [Fact]
    public void has_tax_on_top_where_prices_do_not_include_it()
    {
        var settings = SomeVtex.Settings();
        settings.PricesIncludeTax = false;
        var order = SomeVtex.Order() with { Items = [SomeVtex.Line(1, "A", 1, 30) with { Tax = 3.45m }] };

        VtexRequest.Parse(SomeVtex.Prepare(order, settings).Body!).Lines!.Single().Price.ShouldBe(3345);
    }

    [Theory]
    [InlineData("INV-1/2", "invoiceNumber is 'INV-1/2', allowed is what matches ^[A-Za-z0-9]{1,44}$")]
    [InlineData("INV 1", "invoiceNumber is 'INV 1'")]
    public void is_none_with_a_number_that_VTEX_does_not_take(string documentNo, string said) =>
        Faults(SomeVtex.Order(), documentNo).ShouldContain(said);

    [Fact]
    public void has_a_number_without_the_blanks_around_it() =>
        VtexRequest.Parse(SomeVtex.Prepare(SomeVtex.Order(), documentNo: "INV1 ").Body!).InvoiceNumber.ShouldBe("INV1");

    [Fact]
    public void is_none_of_a_fraction_of_a_unit() =>
        Faults(SomeVtex.Order() with { Items = [SomeVtex.Line(1, "A", 1.5m, 30)] }).ShouldContain("items[0].quantity is 1.5");

    [Theory]
    [InlineData(0, "total leaves 0.00 for invoice GIFT, it must be above zero")]
    [InlineData(-3, "total leaves -3.00 for invoice GIFT, it must be above zero")]
    public void is_none_of_any_part_where_the_last_one_has_no_value(int left, string said)
    {
        OrderLine[] lines = [SomeVtex.Line(1, "A", 1, 70), SomeVtex.Line(2, "B", 1, 0) with { InvoiceNumber = "GIFT" }];
        Faults(SomeVtex.Order() with { Items = lines, Shipping = 0, Total = 70 + left }).ShouldContain(said);
    }

    [Fact]
    public void is_none_for_an_account_that_the_settings_do_not_name() =>
        Faults(SomeVtex.Order() with { Vtex = SomeVtex.Reference() with { Account = "other" } })
            .ShouldContain("vtex.account is 'other', which is none of Vtex:Accounts (acme)");

    [Fact]
    public void is_none_without_the_order_s_id() =>
        Faults(SomeVtex.Order() with { Vtex = new() { Account = "acme" } }).ShouldContain("vtex.orderId is missing");

    [Fact]
    public void is_none_of_an_order_that_is_not_invoiced_here()
    {
        var flow = SomeVtex.FlowOf().Arrives(SomeVtex.Order() with { SalesChannel = "POS", SoldAtStore = "SVA40" });

        string.Join("; ", new VtexRequests(SomeVtex.Settings(), TimeZoneInfo.Utc).Prepare(SomeVtex.InvoicesOf(flow.Row)[0].Key, flow.Row).Faults)
            .ShouldContain("salesChannel is 'POS', whose orders this program does not invoice");
    }

    [Fact]
    public void does_not_mind_what_it_does_not_hold()
    {
        ValidationError[] faults = [new("items[0].shippedAt", "is no time"), new("billing.firstName", "is a number")];
        SomeVtex.Prepare(SomeVtex.Order() with { Unreadable = faults }).Faults.ShouldBeEmpty();

        SomeVtex.Prepare(SomeVtex.Order() with { Unreadable = [.. faults, new("items[0].price", "is a text")] }).Faults.Single().Field
            .ShouldBe("items[0].price");
    }

    [Fact]
    public void has_faults_of_its_own_that_the_invoice_in_the_ERP_does_not_mind()
    {
        var order = Invoicing.Tests.RetailPro.Some.Read(Invoicing.Tests.RetailPro.Some.With(
            Invoicing.Tests.RetailPro.Samples.SplitHome, "vtex", "v1490000017acme-01"));
        var flow = SomeVtex.FlowOf().Arrives(order);

        flow.Row.Planned.Unreadable.ShouldBeEmpty();
        RetailProSettings mapped = new() { Stores = { ["*"] = "*", ["SVA40"] = "S40" } };
        var withOtherStores = new Invoicing.Tests.Process.Flow(retailPro: mapped, others: new VtexPlanner(SomeVtex.Settings(), SomeVtex.Zone)).Arrives(order);
        withOtherStores.Row.Planned.Unreadable.ShouldBeEmpty();
        withOtherStores.Row.Store.ShouldBe("S40");
        new VtexRequests(SomeVtex.Settings(), TimeZoneInfo.Utc).Prepare(
            flow.Row.Steps.Single(step => step.Key.System == "vtex").Key, flow.Row).Faults.Select(fault => fault.Field).ShouldContain("vtex");
    }

    [Fact]
    public void warns_of_what_is_rounded() =>
        SomeVtex.Prepare(SomeVtex.Order() with { Items = [SomeVtex.Line(1, "A", 1, 30.001m)] }).Warnings.Single().ShouldContain("30.001");

    private static string Faults(Order order, string documentNo = "INV1") =>
        string.Join("; ", SomeVtex.Prepare(order, documentNo: documentNo).Faults);
}
