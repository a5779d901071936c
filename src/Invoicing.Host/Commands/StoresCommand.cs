using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing stores</c>: the directory of stores.</summary>
internal static class StoresCommand
{
    public static Command Create() => new("stores", "Look at and change the directory of stores: which facility is which store.")
    {
        List(), Show(), Set(), Remove(), Import(), Export(),
    };

    private static Command List() => new Command("list", "List all stores of the directory.").Runs(async run =>
    {
        var entries = (await run.Get<StoreDirectories>().Look(run.Ct)).Entries;
        return run.Write(entries, ConsoleOutput.JsonWithNulls, console =>
        {
            var table = ConsoleOutput.TableOf(6, [4, 5], "Facility", "Code", "Invoices", "Invoiced by", "Subsidiary", "Mail");
            foreach (var entry in entries)
            {
                table.AddRow(
                    new Text(entry.Facility), new Text(entry.Code), new Text(entry.MayInvoice ? "yes" : "no"),
                    new Text(entry.InvoicedBy ?? ""), new Text(entry.Subsidiary ?? ""), new Text(entry.Mail ?? ""));
            }

            console.Write(entries.Count > 0 ? table : new Text("The directory is empty: stores are as RetailPro:Stores says.\n"));
        });
    });

    private static Command Show()
    {
        var facility = Facility();
        return new Command("show", "Show a store.") { facility }.Runs(async run =>
        {
            var given = run.Given.GetValue(facility)!;
            var entry = (await run.Get<StoreDirectories>().Look(run.Ct)).OfFacility(given) ?? throw UnknownStoreException.Of(given);
            return run.Write(entry, ConsoleOutput.JsonWithNulls, console => console.Write(FactsOf(entry)));
        });
    }

    private static Command Set()
    {
        var facility = Facility();
        (string Field, Option<string?> Option)[] fields =
        [
            ("code", Options.Value<string?>(
                "--code", "CODE", $"Its code in Retail Pro, at most {StoreEntry.LongestCode} characters. Of a new store the facility.")),
            ("mayInvoice", Options.Value<string?>(
                "--may-invoice", "true|false", "false: it is elected by no order, such as a warehouse or a store of somebody else.")),
            ("invoicedBy", Options.Value<string?>(
                "--invoiced-by", "CODE", "The store that invoices orders of which no store that shipped may.")),
            ("subsidiary", Options.Value<string?>("--subsidiary", "NAME", "No slip is made between stores of two subsidiaries.")),
            ("mail", Options.Value<string?>("--mail", "ADDRESSES", "Who gets its daily list, separated by commas.")),
        ];
        var dryRun = DryRun();
        var options = new DecisionOptions("in the audit");
        var command = new Command(
            "set",
            "Enter a store, or change what is given of one; \"\" takes a value away. Services that run go by it once the command has ended; "
                + "orders that were refused are to be retried.") { facility };
        Array.ForEach(fields, field => command.Add(field.Option));
        command.Add(dryRun);
        return command.Runs(
            async run =>
            {
                var given = fields.Where(field => run.Given.CommandResult.IsGiven(field.Option))
                    .ToDictionary(field => field.Field, field => run.Given.GetValue(field.Option));
                var isDry = run.Given.GetValue(dryRun);
                var change = await run.Get<StoreCommands>().Set(
                    new(1, run.Given.GetValue(facility), given), options.Of(run.Given), isDry, run.Ct);
                return await Tell(run, change, isDry);
            },
            options);
    }

    private static Command Remove()
    {
        var (facility, dryRun, options) = (Facility(), DryRun(), new DecisionOptions("in the audit"));
        return new Command("remove", "Take a store out of the directory.") { facility, dryRun }.Runs(
            async run =>
            {
                var isDry = run.Given.GetValue(dryRun);
                return await Tell(
                    run,
                    await run.Get<StoreCommands>().Remove(run.Given.GetValue(facility)!, options.Of(run.Given), isDry, run.Ct),
                    isDry);
            },
            options);
    }

    private static Command Import()
    {
        var file = FileArgument.Create<string>(
            "CSV with the columns facility, code, mayInvoice, invoicedBy, subsidiary and mail, or a JSON array of objects with these; - is "
                + "standard input.",
            ArgumentArity.ExactlyOne);
        var (dryRun, options) = (DryRun(), new DecisionOptions("in the audit"));
        return new Command(
            "import",
            "Enter and change all stores of a file, or none: if one is refused, nothing is changed and the exit code is 1. Stores that the "
                + "file does not name stay.")
        {
            file, dryRun,
        }.Runs(
            async run =>
            {
                var (name, isDry) = (run.Given.GetValue(file)!, run.Given.GetValue(dryRun));
                await using var content = name == FileArgument.StandardInput ? Console.OpenStandardInput() : File.OpenRead(name);
                var changes = await run.Get<StoreCommands>().Import(
                    await StoreFile.Read(content, run.Ct), Path.GetFileName(name), options.Of(run.Given), isDry, run.Ct);
                var isRefused = changes.Any(change => change.Outcome == StoreOutcome.Refused);
                await Noticed(run, isDry || isRefused);
                run.Write(
                    new
                    {
                        applied = !isDry && !isRefused,
                        rows = changes.Select(change => new { change.Line, change.Facility, change.Outcome, change.Faults }),
                    },
                    ConsoleOutput.Json,
                    console =>
                    {
                        var table = ConsoleOutput.TableOf(4, [3], "Line", "Facility", "Outcome", "Why");
                        foreach (var change in changes)
                        {
                            table.AddRow(
                                new Text($"{change.Line}"), new Text(TextSanitizer.Line(change.Facility, StoreEntry.LongestName)),
                                new Text(change.Outcome.ToString().ToLowerInvariant()), new Text(string.Join("; ", change.Faults)));
                        }

                        console.Write(table);
                        console.WriteLine(isRefused ? "Nothing was changed: mend what is refused, and import the file again."
                            : isDry ? "Nothing was changed (--dry-run)."
                            : "Done.");
                    });
                return isRefused ? CommandLine.Failed : 0;
            },
            options);
    }

    private static Command Export() => new Command(
        "export", "Write the directory to standard output as CSV, or with --output json as JSON: import takes both.").Runs(async run =>
    {
        var entries = (await run.Get<StoreDirectories>().Look(run.Ct)).Entries;
        var csv = await StoreFile.Write(entries);
        return run.Write(entries, ConsoleOutput.JsonWithNulls, () => Console.Write(csv));
    });

    private static async Task<int> Tell(OperatorRun run, StoreChange change, bool isDry)
    {
        await Noticed(run, isDry);
        return run.Write(
            new { applied = !isDry, change.Outcome, change.Before, change.After },
            ConsoleOutput.JsonWithNulls,
            console =>
            {
                console.WriteLine($"{change.Facility}: {change.Outcome.ToString().ToLowerInvariant()}{(isDry ? " (--dry-run)" : "")}");
                if (change.After is { } after)
                {
                    console.Write(FactsOf(after));
                }
            });
    }

    /// <summary>So that a retry which follows on the command is not decided by what was known before.</summary>
    private static Task Noticed(OperatorRun run, bool isDry) =>
        isDry ? Task.CompletedTask : Task.Delay(StoreDirectories.NoticedWithin, run.Ct);

    private static Grid FactsOf(StoreEntry entry)
    {
        var facts = ConsoleOutput.Facts();
        facts.Add("Facility", entry.Facility);
        facts.Add("Code", entry.Code);
        facts.Add("Invoices", entry.MayInvoice ? "yes" : "no");
        facts.Add("Invoiced by", entry.InvoicedBy);
        facts.Add("Subsidiary", entry.Subsidiary);
        facts.Add("Mail", entry.Mail);
        return facts;
    }

    private static Argument<string> Facility() => new("FACILITY") { Description = "As the OMS calls it; case is ignored." };

    private static Option<bool> DryRun() => Options.Flag("--dry-run", "Say what would be done, and change nothing.");
}
