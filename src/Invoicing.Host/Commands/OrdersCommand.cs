using System.CommandLine;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Commands.Vtex;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Vtex.Intake;

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
        AdoptCommand.Create(),
    };

    private static Command List()
    {
        var filter = new OrderFilterOptions();
        var limit = Options.Value("--limit", "N", "At most so many orders.", 50)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        var after = Options.Value<string?>("--after", "CURSOR", "Only orders after those of an earlier list, which ends with this text.")
            .Refuse(text => OrderCursor.Read(text) is null
                ? $"'{text}' is not where a list ended: the whole text is expected that it gave for --after."
                : null);
        var command = new Command("list", "List orders, newest first, and how many there are in each state.");
        filter.All.ToList().ForEach(command.Add);
        command.Add(limit);
        command.Add(after);
        return command.Runs(async run =>
        {
            var cursor = run.Given.GetValue(after) is { } text ? OrderCursor.Read(text) : null;
            var list = OrderList.Of(await run.Get<OrderQueries>().List(filter.Read(run), cursor, run.Given.GetValue(limit), run.Ct));
            return run.Write(list, OrderDetailsJson.Readable.Options, console => OrderTable.Write(console, list, DateTimeOffset.UtcNow));
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
            var there = order.Row.MarketplaceId is { } id ? await run.Get<IntakeStatusQuery>().Find(id, run.Ct) : null;
            return run.Write(
                OrderDetails.Of(order, systems) with { Marketplace = MarketplaceDetails.Of(there) },
                OrderDetailsJson.Readable.Options,
                console => new OrderPage(console, DateTimeOffset.UtcNow, run.Given.GetValue(full)).Write(order, systems, there));
        }, add: VtexStatusCommand.AddQuery);
    }
}
