using Invoicing.Failures;
using Invoicing.Host.Commands.Publishing;
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
            var table = ConsoleOutput.TableOf(5, wrapped: [1, 4], "Order", "OMS id", "State", "Store", "Failure", "Due", "Updated");
            foreach (var order in list.Orders)
            {
                table.AddRow(
                    new Text(TextSanitizer.Line(order.OrderNo, LongestId)),
                    new Text(TextSanitizer.Line(order.OrderId, LongestId)),
                    new Text(order.State.ToString(), ConsoleOutput.StyleOf(order.State)),
                    new Text(TextSanitizer.Line(order.InvoicingStore, LongestId)),
                    new Text(TextSanitizer.Line(order.FailureKind is { } kind ? $"{kind}: {order.Message}" : order.Message, longest)),
                    new Text(order.DueAt is { } due ? Wording.Due(due, now) : ""),
                    new Text(Wording.Age(order.UpdatedAt, now)));
            }

            console.Write(table);
        }

        var more = list.TotalsExceeded ?? [];
        var all = Counted(list.Totals.Values.Sum(), more.Count > 0);
        var states = string.Join(", ", list.Totals.Select(total => $"{Counted(total.Value, more.Contains(total.Key))} {total.Key}"));
        console.WriteLine(list.Totals.Count == 0
            ? "No orders."
            : $"{Wording.Number(list.Orders.Count)} shown of {all}: {states}.");
        if (list.Next is { } next)
        {
            console.WriteLine($"Older ones: the same with --after {next}");
        }
    }

    private static string Counted(long orders, bool isExceeded) => $"{(isExceeded ? "more than " : "")}{Wording.Number(orders)}";
}
