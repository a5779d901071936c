using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_a_channel_has_policies
{
    private readonly InvoicingSettings _invoicing = new() { Channels = { ["WEB"] = ChannelKind.Invoice } };

    [Fact]
    public void its_orders_elect_otherwise_than_others()
    {
        _invoicing.Policies["WEB"] = new() { Election = ElectionPolicy.LastToShip };

        Arrives(Some.SplitOrder).Row.Store.ShouldBe("SVA11");
        var flow = Arrives(Some.SplitOrder with { SalesChannel = "web" });
        flow.Row.Store.ShouldBe("SVA40");
        flow.Row.Election!.Reason.ShouldStartWith("last to ship (");
    }

    [Theory]
    [InlineData("Refuse", false, 1, 0)]
    [InlineData("Warn", true, 0, 1)]
    [InlineData(null, true, 1, 0)]
    [InlineData(null, false, 0, 1)]
    public void totals_that_do_not_add_up_are_refused_or_warned_of(string? policy, bool refusedElsewhere, int faults, int warnings)
    {
        _invoicing.Policies["ECOM"] = new() { Totals = policy is null ? null : Enum.Parse<TotalsPolicy>(policy), Election = ElectionPolicy.FirstToShip };
        var order = Some.SplitOrder with { Total = Some.SplitOrder.Total + 5 };
        var settings = new RetailProSettings { RefuseTotalMismatch = refusedElsewhere };

        var invoice = PlannedRequests.Of(Arrives(order).Row, [new RetailProPlanner(_invoicing, settings)])[0].Built;

        (invoice.Faults.Count, invoice.Warnings.Count(warning => warning.StartsWith("total"))).ShouldBe((faults, warnings));
    }

    [Theory]
    [InlineData("Off", 0)]
    [InlineData("On", 1)]
    public void send_sales_are_left_alone_or_not_and_say_so(string policy, int slips)
    {
        _invoicing.Policies["POS"] = new() { SendSale = Enum.Parse<SendSalePolicy>(policy) };
        var flow = Arrives(Some.Order(Some.Line(1, "SVA11")) with { SalesChannel = "POS", SoldAtStore = "SVA32" });

        flow.Row.Transfers.Count.ShouldBe(slips);
        new RetailProPlanner(_invoicing, new()).ChoiceOf(flow.Row).ShouldBe(new StoreChoice(
            slips > 0 ? null : "nothing is done for it, as Invoicing:Policies:POS:SendSale is Off", HasSold: true));
        flow.Row.State.ShouldBe(slips > 0 ? OrderState.Transferring : OrderState.Completed);
    }

    [Theory]
    [InlineData("Invoicing:Policies:SHOP:Election", "LastToShip", "Invoicing:Policies:SHOP is of no channel")]
    [InlineData("Invoicing:Policies:ECOM:SendSale", "Off", "Invoicing:Policies:ECOM:SendSale is set, but orders of this channel are invoiced")]
    [InlineData("Invoicing:Policies:POS:Totals", "Warn", "Invoicing:Policies:POS has Election or Totals")]
    [InlineData("Invoicing:Policies:ECOM:Election", "7", "Invoicing:Policies:ECOM:Election is 7, allowed is FirstToShip or LastToShip")]
    [InlineData("Invoicing:Policies:ECOM:Elections", "LastToShip", "'Elections'")]
    public void what_a_policy_cannot_mean_is_refused_at_the_start(string name, string value, string problem) =>
        Should.Throw<Exception>(() => Documents.Settings.Validate((name, value))).ToString().ShouldContain(problem);

    private Flow Arrives(Order order) => new Flow(_invoicing).Arrives(order);
}
