using System.Globalization;
using Invoicing.Failures;
using Invoicing.Operations;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

/// <summary>The list of orders for people.</summary>
internal static class OrderTable
{
    /// <summary>What the other columns take, about.</summary>
    private const int OtherColumns = 66;

    private const int LongestId = 20;

    public static void Write(IAnsiConsole console, OrderList list, DateTimeOffset now)
    {
        if (list.Orders.Count > 0)
        {
            var width = Math.Max(16, console.Profile.Width - OtherColumns);
            var longest = console.Profile.Width < 160 ? 2 * width : width;
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumn(new TableColumn("Order").NoWrap());
            table.AddColumn(new TableColumn("OMS id"));
            table.AddColumn(new TableColumn("State").NoWrap());
            table.AddColumn(new TableColumn("Store").NoWrap());
            table.AddColumn(new TableColumn("Failure"));
            table.AddColumn(new TableColumn("Due").NoWrap().RightAligned());
            table.AddColumn(new TableColumn("Updated").NoWrap().RightAligned());
            foreach (var order in list.Orders)
            {
                table.AddRow(
                    new Text(TextSanitizer.Line(order.OrderNo, LongestId)),
                    new Text(TextSanitizer.Line(order.OrderId, LongestId)),
                    new Text(order.State.ToString(), Wording.StyleOf(order.State)),
                    new Text(TextSanitizer.Line(order.InvoicingStore, LongestId)),
                    new Text(TextSanitizer.Line(Failure(order), longest)),
                    new Text(order.DueAt is { } due ? Wording.Due(due, now) : ""),
                    new Text($"{Wording.Span(now - order.UpdatedAt)} ago"));
            }

            console.Write(table);
        }

        console.WriteLine(Totals(list));
    }

    private static string? Failure(OrderSummary order) => order.FailureKind is { } kind ? $"{kind}: {order.Message}" : order.Message;

    private static string Totals(OrderList list)
    {
        var all = list.Totals.Values.Sum();
        if (all == 0)
        {
            return "No orders.";
        }

        var states = string.Join(", ", list.Totals.Select(total => $"{Number(total.Value)} {total.Key}"));
        return $"{Number(list.Orders.Count)} shown of {Number(all)}: {states}.";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
