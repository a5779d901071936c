using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing audit</c>: who decided what.</summary>
internal static class AuditCommand
{
    private const int LongestList = 10_000;

    public static Command Create()
    {
        var by = Options.Value<string?>("--by", "NAME", "Only what this person or key did.");
        var action = Options.Value<string?>("--action", "ACTION", "Only this, such as retry, hold, pause or reveal.");
        var target = Options.Value<string?>("--target", "TEXT", "Only what was done to this order number or system.");
        var limit = Options.Value("--limit", "N", "At most so many entries.", 50)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        return new Command("audit", "List who did what, when, why and from where, the newest first.") { by, action, target, limit }.Runs(
            async run =>
            {
                var filter = new AuditFilter(run.Given.GetValue(by), run.Given.GetValue(action), run.Given.GetValue(target));
                var entries = await run.Get<AuditLog>().List(filter, null, run.Given.GetValue(limit), run.Ct);
                return run.Write(entries, ConsoleOutput.JsonWithNulls, console =>
                {
                    var table = ConsoleOutput.TableOf(7, [3, 6], "When", "Who", "What", "To", "Orders", "From", "Why");
                    foreach (var entry in entries)
                    {
                        table.AddRow(
                            new Text(Wording.Time(entry.At)), new Text(TextSanitizer.Line(entry.By, 60)), new Text(entry.Action),
                            new Text(TextSanitizer.Line(entry.Target, 200)), new Text($"{entry.Count}"),
                            new Text(entry.From is { } from ? $"{entry.Via}, {from}" : entry.Via),
                            new Text(TextSanitizer.Line(entry.Reason, 300)));
                    }

                    console.Write(entries.Count == 0 ? new Text("Nothing was done.\n") : table);
                });
            });
    }
}
