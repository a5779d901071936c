using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Host.Commands;
using Invoicing.Host.Commands.Orders;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Host;

public class The_list_of_orders
{
    private static readonly OrderSummary Failed = new(
        "1042", "M1", OrderState.Failed, "SVA40", FailureKind.Refused, "Order to Invoice was refused (400). "
            + new string('x', 300), null, Some.Now.AddMinutes(-5));

    private static readonly OrderSummary UnderWay = new(
        "1043",
        "M2",
        OrderState.Invoicing,
        null,
        null,
        null,
        Some.Now.AddSeconds(25),
        Some.Now.AddSeconds(-5));

    [Fact]
    public void tells_failure_due_time_and_totals()
    {
        var table = Table(120, Failed, UnderWay);

        table.ShouldContain("1042    M1       Failed      SVA40   Refused: Order to Invoice was refused (400).");
        table.ShouldContain("5 min ago");
        table.ShouldMatch(@"1043\s+M2\s+Invoicing\s+in 25 s\s+5 s ago");
        table.ShouldEndWith("2 shown of 1,205: 2 Invoicing, 1,200 Completed, 3 Failed.\n");
    }

    [Fact]
    public void what_is_overdue_is_due_now() =>
        Table(120, UnderWay with { DueAt = Some.Now.AddMinutes(-1) }).ShouldMatch(@"Invoicing\s+now");

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    [InlineData(200)]
    public void an_order_takes_few_lines_however_long_its_message(int width)
    {
        var lines = Table(width, Failed, UnderWay).Split('\n');

        lines.Max(line => line.Length).ShouldBeLessThanOrEqualTo(width);
        lines.Length.ShouldBeLessThan(12);
    }

    [Fact]
    public void no_orders_are_told_in_a_line() =>
        ConsoleOutput.Plain(80, console => OrderTable.Write(console, new([], new Dictionary<OrderState, long>()), Some.Now))
            .ShouldBe("No orders.\n");

    [Fact]
    public void more_than_is_counted_is_said_so() => Page(new(
        [UnderWay],
        new SortedDictionary<OrderState, long> { [OrderState.Completed] = 10_000, [OrderState.Failed] = 3 },
        TotalsExceeded: [OrderState.Completed]))
        .ShouldEndWith("1 shown of more than 10,003: more than 10,000 Completed, 3 Failed.\n");

    [Fact]
    public void where_there_are_older_ones_it_says_how_to_see_them() =>
        Page(new([UnderWay], new Dictionary<OrderState, long> { [OrderState.Invoicing] = 2 }, Next: "AQxyz"))
            .ShouldEndWith("1 shown of 2: 2 Invoicing.\nOlder ones: the same with --after AQxyz\n");

    [Fact]
    public void programs_are_told_the_same_and_nothing_new_where_all_is_told()
    {
        Json(new([], new Dictionary<OrderState, long>())).ShouldBe("""{"orders":[],"totals":{}}""");
        Json(new(
            [],
            new Dictionary<OrderState, long> { [OrderState.Completed] = 10_000 },
            "AQxyz",
            [OrderState.Completed]))
            .ShouldBe("""{"orders":[],"totals":{"Completed":10000},"next":"AQxyz","totalsExceeded":["Completed"]}""");
    }

    [Fact]
    public void an_order_shows_its_first_failure()
    {
        var flow = new Flow().Arrives(Some.SplitOrder).Invoiced().TransferFails(FailureKind.NumberTaken);

        var summary = OrderSummary.Of(Stored.Of(flow));

        (summary.State, summary.FailureKind, summary.Message, summary.InvoicingStore).ShouldBe(
            (OrderState.Failed, FailureKind.NumberTaken, "refused", "SVA11"));
    }

    [Fact]
    public void a_deferred_order_shows_why() =>
        OrderSummary.Of(Stored.Of(new Flow().Arrives(Some.Order()).InvoiceDeferred())).Message.ShouldBe("503");

    private static string Page(OrderList list) => ConsoleOutput.Plain(120, console => OrderTable.Write(console, list, Some.Now));

    private static string Json(OrderList list) =>
        JsonNode.Parse(JsonSerializer.Serialize(list, list.GetType(), OrderDetailsJson.Readable.Options))!.ToJsonString();

    private static string Table(int width, params OrderSummary[] orders) => ConsoleOutput.Plain(
        width,
        console => OrderTable.Write(
            console,
            new(orders, new SortedDictionary<OrderState, long> {
                [OrderState.Failed] = 3,
                [OrderState.Completed] = 1200,
                [OrderState.Invoicing] = 2 }),
            Some.Now));
}
