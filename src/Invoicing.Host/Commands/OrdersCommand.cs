using System.CommandLine;
using Invoicing.Host.Commands.Orders;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing orders</c>: what people ask of orders and do to them.</summary>
internal static class OrdersCommand
{
    private const int LongestList = 10_000;

    public static Command Create() => new("orders", "See orders, and decide about those that need a person.")
    {
        List(),
        Show(),
        DecisionCommand.CreateRetry(),
        ConfirmCommand.Create(),
        DecisionCommand.CreateHold(),
        DecisionCommand.CreateRelease(),
        CorrectCommand.Create(),
        DecisionCommand.CreateDismiss(),
    };

    private static Command List()
    {
        var states = DecisionCommand.StateOption("Only orders in these states");
        var search = Options.Value<string?>(
            "--search",
            "TEXT",
            "Part of an order number or of the OMS's id; or a store code, a document number or the number of a slip that was sent, as a "
                + "whole.");
        var limit = Options.Value("--limit", "N", "At most so many orders.", 50)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        return new Command("list", "List orders, newest first, and how many there are in each state.") { states, search, limit }
            .Runs(async run =>
            {
                var wanted = run.Given.GetValue(search) is { } text && OrderNumbers.Normal(text) is { Length: > 0 } normal ? normal : null;
                var (orders, totals) = await run.Get<OrderQueries>()
                    .List(run.Given.GetValue(states) ?? [], wanted, run.Given.GetValue(limit), run.Ct);
                var list = new OrderList([.. orders.Select(OrderSummary.Of)], totals);
                return run.Write(
                    list, OrderDetailsJson.Readable.Options, console => OrderTable.Write(console, list, DateTimeOffset.UtcNow));
            });
    }

    private static Command Show()
    {
        var number = OrderNumbers.One();
        var full = Options.Flag(
            "--full", "With the requests to Retail Pro and its answers. They hold personal data; so does the JSON output.");
        return new Command(
            "show", "Show all that is known of an order: stores, invoice, slips, warnings, failures and what to do about them, timeline.")
        {
            number, full,
        }.Runs(async run =>
        {
            var orderNo = OrderNumbers.Normal(run.Given.GetValue(number)!);
            var order = await run.Get<OrderQueries>().Find(orderNo, run.Ct) ?? throw new UnknownOrderException(orderNo);
            IStepPlanner[] systems = [.. run.Get<IEnumerable<IStepPlanner>>()];
            return run.Write(
                OrderDetails.Of(order, systems),
                OrderDetailsJson.Readable.Options,
                console => new OrderPage(console, DateTimeOffset.UtcNow, run.Given.GetValue(full)).Write(order, systems));
        });
    }
}
