using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Operations;

public class When_orders_are_looked_at : OrderTest
{
    [Fact]
    public async Task the_newest_come_first_with_the_totals_of_all()
    {
        await Receive("1");
        await Receive("2");
        await Receive("3");
        await Failed("2", FailureKind.Refused);

        var list = await List(limit: 2);

        list.Orders.Select(order => order.OrderNo).ShouldBe(["3", "2"]);
        list.Totals.ShouldBe([new(OrderState.Invoicing, 2), new(OrderState.Failed, 1)]);
        var failed = list.Orders[1];
        (failed.OrderId, failed.State, failed.InvoicingStore, failed.FailureKind, failed.Message).ShouldBe(
            ("M2", OrderState.Failed, "SVA11", FailureKind.Refused, "Refused of 2"));
        list.Orders[0].DueAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task states_narrow_the_list_but_not_the_totals()
    {
        await Receive("1");
        await Receive("2");
        await Failed("2", FailureKind.Refused);

        var list = await List([OrderState.Failed, OrderState.Held]);

        list.Orders.ShouldHaveSingleItem().OrderNo.ShouldBe("2");
        list.Totals.Values.Sum().ShouldBe(2);
    }

    [Theory]
    [InlineData("104", "1041")]
    [InlineData("m1041", "1041")]
    [InlineData("inv7", "1041")]
    [InlineData("00000001", "1041")]
    [InlineData("sva40", "77")]
    [InlineData("svb02", "88")]
    [InlineData("%", "")]
    [InlineData("sva", "")]
    public async Task an_order_is_found_by_what_people_know_of_it(string search, string found)
    {
        await Receive("1041");
        await Called("1041", "done");
        await Told("1041", _ => new StepAccepted(RetailProSteps.Invoice, "INV7", DateTimeOffset.UtcNow));
        await SlipSent("1041", "00000001");
        await Receive("77", order => order with { Items = [Line(1, "SVA40", 8)] });
        await Receive("88", order => order with { SalesChannel = "POS", SoldAtStore = "SVB02" });

        var list = await List(search: search);

        string.Join(' ', list.Orders.Select(order => order.OrderNo)).ShouldBe(found);
        list.Totals.Values.Sum().ShouldBe(list.Orders.Count);
    }

    [Fact]
    public async Task an_order_is_shown_with_its_timeline_and_its_mails()
    {
        await Receive("1");
        await Called("1", "refused");
        await Failed("1", FailureKind.Refused);
        await Notices.Add(
            new() {
                Kind = NoticeKind.Refused,
                OrderNo = "1",
                OrderId = "M1",
                Step = "invoice",
                Attempt = 1,
                Message = "refused",
                FailedAt = DateTimeOffset.UtcNow },
            CancellationToken.None);

        var order = (await Orders.Find("1", CancellationToken.None))!;

        order.Timeline.Select(item => item.What).ShouldBe(["received", "called", "person needed", "mail not sent yet"]);
        order.Timeline[1].Text("attempt").ShouldBe("1");
        order.Timeline[2].State.ShouldBe("Failed");
        OrderDetails.Of(order, [new RetailProPlanner(new(), new())]).Warnings.ShouldBe(["cut"]);
        OrderDetails.Of(order, [new RetailProPlanner(new(), new())]).Failures.ShouldHaveSingleItem().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task an_order_that_is_not_known_is_none() => (await Orders.Find("1", CancellationToken.None)).ShouldBeNull();

    private async Task<OrderList> List(OrderState[]? states = null, string? search = null, int limit = 50) => OrderList.Of(
        await Orders.List(new() { States = states, Search = search }, null, limit, CancellationToken.None));
}
