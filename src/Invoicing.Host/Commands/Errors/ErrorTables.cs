using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Commands.Publishing;
using Spectre.Console;
using Wording = Invoicing.Host.Commands.Orders.Wording;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Causes and entries for people.</summary>
internal static class ErrorTables
{
    private const int LongestName = 40;
    private const int LongestReason = 120;

    public static void Write(IAnsiConsole console, IReadOnlyList<FailureGroup> groups, DateTimeOffset now)
    {
        if (groups.Count == 0)
        {
            console.WriteLine("No entries.");
            return;
        }

        var table = TableOf(3, "Queue", "Cause", "Reason", "Entries", "Orders", "Cured", "Oldest", "Newest");
        table.Columns[2].NoWrap = false;
        foreach (var group in groups)
        {
            table.AddRow(
                new Text(group.Queue),
                new Text(group.Cause, new Style(group.Resolved == group.Entries ? Color.Green : Color.Red)),
                new Text(TextSanitizer.Line(group.Reason, LongestReason)),
                new Text(ProgressDisplay.Number(group.Entries)),
                new Text(ProgressDisplay.Number(group.Orders)),
                new Text(group.Resolved == 0 ? "" : ProgressDisplay.Number(group.Resolved)),
                new Text(Age(group.Oldest, now)),
                new Text(Age(group.Newest, now)));
        }

        console.Write(table);
        var (entries, cured) = (groups.Sum(group => group.Entries), groups.Sum(group => group.Resolved));
        var told = cured == 0 ? "none of them cured" : $"{ProgressDisplay.Number(cured)} of them cured: nothing is left to do for those";
        console.WriteLine($"{ProgressDisplay.Number(entries)} {(entries == 1 ? "entry" : "entries")}, {told}.");
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<FailedMessage> messages, DateTimeOffset now)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var table = TableOf(7, "Entry", "Queue", "Order", "Step", "Store", "Cause", "State", "Failed");
        foreach (var message in messages)
        {
            var name = (string? text) => new Text(TextSanitizer.Line(text, LongestName));
            table.AddRow(
                name(message.Id),
                new Text(message.ErrorQueue),
                name(message.OrderNo),
                name(message.Step),
                name(message.Store),
                new Text(message.Cause),
                message.IsResolved ? new Text("cured", new Style(Color.Green)) : new Text(message.Order?.State ?? ""),
                new Text(Age(message.FailedAt, now)));
        }

        console.Write(table);
    }

    /// <param name="texts">Columns of text; the others are aligned at the right.</param>
    private static Table TableOf(int texts, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var (name, index) in columns.Select((name, index) => (name, index)))
        {
            var column = new TableColumn(name).NoWrap();
            table.AddColumn(index < texts ? column : column.RightAligned());
        }

        return table;
    }

    private static string Age(DateTimeOffset? at, DateTimeOffset now) => at is null ? "" : $"{Wording.Span(now - at.Value)} ago";
}
