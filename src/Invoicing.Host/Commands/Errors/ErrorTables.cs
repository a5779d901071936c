using Invoicing.ErrorQueues;
using Invoicing.Operations;
using Spectre.Console;

namespace Invoicing.Host.Commands.Errors;

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

        var table = ConsoleOutput.TableOf(
            3, wrapped: [2], "Queue", "Cause", "Reason", "Entries", "Orders", "Cured", "Oldest", "Newest");
        foreach (var group in groups)
        {
            table.AddRow(
                new Text(group.Queue),
                new Text(group.Cause, new Style(group.Resolved == group.Entries ? Color.Green : Color.Red)),
                new Text(TextSanitizer.Line(group.Reason, LongestReason)),
                new Text(Wording.Number(group.Entries)),
                new Text(Wording.Number(group.Orders)),
                new Text(group.Resolved == 0 ? "" : Wording.Number(group.Resolved)),
                new Text(Age(group.Oldest, now)),
                new Text(Age(group.Newest, now)));
        }

        console.Write(table);
        var (entries, cured) = (groups.Sum(group => group.Entries), groups.Sum(group => group.Resolved));
        var told = cured == 0 ? "none of them cured" : $"{Wording.Number(cured)} of them cured: nothing is left to do for those";
        console.WriteLine($"{Wording.Number(entries)} {(entries == 1 ? "entry" : "entries")}, {told}.");
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<FailedMessage> messages, DateTimeOffset now)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var table = ConsoleOutput.TableOf(7, wrapped: [], "Entry", "Queue", "Order", "Step", "Store", "Cause", "State", "Failed");
        foreach (var message in messages)
        {
            table.AddRow(
                Name(message.Id),
                new Text(message.ErrorQueue),
                Name(message.OrderNo),
                Name(message.Step),
                Name(message.Store),
                new Text(message.Cause),
                message.IsResolved ? new Text("cured", new Style(Color.Green)) : new Text(message.Order?.State ?? ""),
                new Text(Age(message.FailedAt, now)));
        }

        console.Write(table);
    }

    public static object Json(FailedMessage message) => new
    {
        message.Id, Queue = message.ErrorQueue, message.Type, message.OrderNo, message.Step, message.Attempt, message.Cause, message.Reason,
        message.ExceptionType, message.FailedAt, message.Store, OrderState = message.Order?.State, Cured = message.IsResolved,
        CuredBecause = message.ResolvedBecause, message.Size,
    };

    private static Text Name(string? text) => new(TextSanitizer.Line(text, LongestName));

    private static string Age(DateTimeOffset? at, DateTimeOffset now) => at is null ? "" : Wording.Age(at.Value, now);
}
