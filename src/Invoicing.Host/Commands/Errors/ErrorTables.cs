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

    public static void Write(IAnsiConsole console, IReadOnlyList<CauseGroup> groups, DateTimeOffset now)
    {
        if (groups.Count == 0)
        {
            console.WriteLine("No entries.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("Queue").NoWrap());
        table.AddColumn(new TableColumn("Cause").NoWrap());
        table.AddColumn(new TableColumn("Reason"));
        table.AddColumn(new TableColumn("Entries").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Orders").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Cured").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Oldest").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Newest").NoWrap().RightAligned());
        foreach (var group in groups)
        {
            table.AddRow(
                new Text(group.Queue),
                new Text(group.Cause, new Style(group.Cured == group.Entries ? Color.Green : Color.Red)),
                new Text(TextSanitizer.Line(group.Reason, LongestReason)),
                new Text(ProgressDisplay.Number(group.Entries)),
                new Text(ProgressDisplay.Number(group.Orders)),
                new Text(group.Cured == 0 ? "" : ProgressDisplay.Number(group.Cured)),
                new Text(Age(group.Oldest, now)),
                new Text(Age(group.Newest, now)));
        }

        console.Write(table);
        var (entries, cured) = (groups.Sum(group => group.Entries), groups.Sum(group => group.Cured));
        var told = cured == 0 ? "none of them cured" : $"{ProgressDisplay.Number(cured)} of them cured: nothing is left to do for those";
        console.WriteLine($"{ProgressDisplay.Number(entries)} {(entries == 1 ? "entry" : "entries")}, {told}.");
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<KnownEntry> entries, DateTimeOffset now)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("Entry").NoWrap());
        table.AddColumn(new TableColumn("Queue").NoWrap());
        table.AddColumn(new TableColumn("Order").NoWrap());
        table.AddColumn(new TableColumn("Step").NoWrap());
        table.AddColumn(new TableColumn("Store").NoWrap());
        table.AddColumn(new TableColumn("Cause").NoWrap());
        table.AddColumn(new TableColumn("State").NoWrap());
        table.AddColumn(new TableColumn("Failed").NoWrap().RightAligned());
        foreach (var known in entries)
        {
            table.AddRow(
                new Text(TextSanitizer.Line(known.Entry.Id, LongestName)),
                new Text(known.Entry.ErrorQueue),
                new Text(TextSanitizer.Line(known.Entry.OrderNo, LongestName)),
                new Text(TextSanitizer.Line(known.Entry.Step, LongestName)),
                new Text(TextSanitizer.Line(known.Store, LongestName)),
                new Text(known.Cause),
                new Text(known.IsCured ? "cured" : known.State ?? "", new Style(known.IsCured ? Color.Green : Color.Default)),
                new Text(Age(known.Entry.FailedAt, now)));
        }

        console.Write(table);
    }

    private static string Age(DateTimeOffset? at, DateTimeOffset now) => at is null ? "" : $"{Wording.Span(now - at.Value)} ago";
}
