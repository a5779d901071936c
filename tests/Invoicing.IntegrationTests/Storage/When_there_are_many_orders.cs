using Invoicing.IntegrationTests.Operations;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Storage;

public class When_there_are_many_orders : OrderTest
{
    private const string FinishedIndex = "mt_doc_order_idx_state_mt_created_at_order_no";

    [Fact]
    public async Task pages_leave_out_none_and_repeat_none_while_new_ones_arrive()
    {
        await Receive("1");
        // A thousand at a time: what a feed brings has one time.
        await Copy(
            "1", 2500, "(array['Completed', 'Invoicing', 'Dismissed', 'Failed'])[n % 4 + 1]",
            "timestamptz '2026-03-05 12:00:00.123456+00' + n / 1000 * interval '1 microsecond'");
        await Execute("update mt_doc_order set mt_created_at = '2026-03-04' where order_no = '1'");
        var expected = await Orders.Numbers(new(), CancellationToken.None);
        var (listed, cursor, pages) = (new List<string>(), default(OrderCursor), 0);

        do
        {
            var page = await Orders.List(new(), cursor, 180, CancellationToken.None);
            listed.AddRange(page.Orders.Select(order => order.Row.OrderNo));
            page.Totals.Values.Sum().ShouldBe(2501 + pages);
            cursor = page.Next is { } next ? OrderCursor.Read(next.ToString()) : null;
            await Receive($"new {++pages}");
        }
        while (cursor is not null);

        pages.ShouldBe(14);
        listed.ShouldBe(expected.Reverse());
        listed.Count.ShouldBe(2501);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public async Task there_is_a_next_page_only_where_something_stands_on_it(int limit, bool isMore)
    {
        await Receive("1");
        await Receive("2");
        await Receive("3");

        var page = await Orders.List(new(), null, limit, CancellationToken.None);

        (page.Next is not null).ShouldBe(isMore);
    }

    [Fact]
    public async Task finished_ones_are_counted_so_far_and_the_others_exactly()
    {
        await Receive("1");
        await Copy("1", 20_500, "case when n <= 10001 then 'Completed' when n <= 20100 then 'Invoicing' else 'Dismissed' end", "now()");

        var page = await Orders.List(new() { States = [OrderState.Failed] }, null, 50, CancellationToken.None);

        page.Orders.ShouldBeEmpty();
        page.Totals.ShouldBe([new(OrderState.Invoicing, 10_100), new(OrderState.Completed, 10_000), new(OrderState.Dismissed, 400)]);
        page.Exceeded.ShouldBe([OrderState.Completed]);
        (await Orders.List(new() { Search = "C1000" }, null, 50, CancellationToken.None)).Totals.ShouldBe(
            [new(OrderState.Invoicing, 8), new(OrderState.Completed, 3)]);
    }

    [Fact]
    public async Task neither_a_page_nor_the_counts_read_the_whole_table()
    {
        await Receive("1");
        await Copy(
            "1", 50_000, "case when n % 1000 = 0 then 'Dismissed' when n % 500 = 0 then 'Failed' else 'Completed' end",
            "timestamptz '2026-03-05' + n * interval '1 second'");
        await Execute("vacuum (analyze) mt_doc_order");
        var cursor = new OrderCursor(new DateTimeOffset(2026, 3, 5, 3, 0, 0, TimeSpan.Zero), "C10800");

        foreach (var question in new[]
        {
            Orders.PageOf(new(), null, 51), Orders.PageOf(new(), cursor, 51),
            Orders.PageOf(new() { States = [OrderState.Dismissed] }, cursor, 51), Orders.TotalsOf(new()),
        })
        {
            var plan = await Plan(question);
            plan.ShouldNotContain("Seq Scan on mt_doc_order");
            plan.ShouldContain(FinishedIndex);
        }

        // As few orders as a page has, wherever it begins.
        (await Plan(Orders.PageOf(new() { States = [OrderState.Completed] }, cursor, 51))).ShouldNotContain("Rows Removed");
    }
}
