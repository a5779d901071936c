using System.CommandLine;
using System.Text.Json;
using Invoicing.Failures;
using Invoicing.Host.Commands.Checking;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;
using Invoicing.Intake.Parsing;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Reconciliation;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing reconcile</c>: what was completed and not invoiced, and all else that does not agree.</summary>
internal static class ReconcileCommand
{
    private const int MostShown = 10;
    private const int LongestList = 1000;

    private static readonly JsonSerializerOptions s_line = new(ConsoleOutput.JsonWithNulls) { WriteIndented = false };

    public static Command Create()
    {
        var file = FileArgument.Create<string?>(
            "The OMS's list of completed orders: JSON, JSON Lines or CSV, also packed; - is standard input. Number and total are enough; "
                + "orderId, completedAt, currency and store (that has invoiced it) are compared where they are there. "
                + "Without a list: our own books alone.",
            ArgumentArity.ZeroOrOne);
        var since = TimeOption.Create("--since", "What was completed since then and is invoiced here should be on the list");
        var until = TimeOption.Create("--until", "The same; default: until the last order of the list");
        var hours = Options.Value<double?>("--after", "HOURS", "Tell of orders that are not finished so long after they came. Default: "
            + "Reconciliation:UnfinishedAfter.").Refuse(text => double.TryParse(text, out var number) && number is >= 0 and <= 10_000
                ? null : $"'{text}' is not a number of hours: 0 to 10000 is expected.");
        var ask = Options.Values("--ask", "SYSTEM", "Ask this system, too, whether it has all that it has accepted: "
            + $"{string.Join(", ", InstalledSystems.All.Select(system => system.Texts.Name))}. A question a document.");
        ask.Refuse(text => InstalledSystems.All.Any(system => system.Texts.Name == text)
            ? null : $"There is no system '{text}'.");
        var csv = Csv();
        return new Command(
            "reconcile",
            "Compare the OMS's list of completed orders with what was invoiced: what never came, is not finished, differs or was "
                + "not moved, mailed or told, each with what settles it. Changes nothing; the result is kept. Exit code 0 "
                + "only if all agrees.")
        {
            file, since, until, hours, ask, csv, List(), Show(),
        }.Runs(
            async run =>
            {
                var zone = run.Get<IOptions<InvoicingSettings>>().Value.Zone;
                var now = DateTimeOffset.UtcNow;
                DateTimeOffset? Time(Option<string?> option) =>
                    run.Given.GetValue(option) is { } text ? WrittenTime.Read(text, zone, now) : null;
                var asked = run.Given.GetValue(ask) ?? [];
                if (asked.Length > 0 && run.Get<IConfiguration>().IsShadow())
                {
                    throw new CommandRefusedException("Invoicing:Mode is Shadow: no system is called, so none can be asked.");
                }

                // Where a person works the setting may be missing: the database knows what it is for.
                if (asked.Length > 0 && await run.Get<InstallationModes>().Problem(InvoicingMode.Live, run.Ct) is { } problem)
                {
                    throw new CommandRefusedException(problem);
                }

                var after = run.Given.GetValue(hours) is { } given
                    ? TimeSpan.FromHours(given)
                    : run.Get<IOptions<ReconciliationSettings>>().Value.UnfinishedAfter;
                IInvoicingSystem[] systems =
                    [.. asked.Distinct().Select(name => InstalledSystems.Named(name).SystemOf(run.Host.Services))];
                var request = new ReconciliationRequest(Environment.UserName, null, Time(since), Time(until), after, systems);
                var report = run.Given.GetValue(file) is { } list
                    ? await InputFile.Use(
                        list,
                        async (path, name) => await Carry(
                            run,
                            request with { List = await FileInspection.Of(path, Path.GetFileName(name), run.Ct, CsvHeader.OfLists) },
                            new FileInfo(path).Length),
                        run.Ct)
                    : await Carry(run, request with { Since = request.Since ?? now - Reconciler.OwnBooks }, null);
                await Tell(run, report, MostShown, run.Given.GetValue(csv));
                return report.Count == 0 ? 0 : CommandLine.Failed;
            },
            add: builder =>
            {
                // With the systems, so that they can be asked.
                DependencyChecks.Add(builder);
                builder.Services.AddReconciliation();
            });
    }

    private static Command List()
    {
        var limit = Options.Value("--limit", "N", "At most so many.", 20)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        return new Command("list", "List what was compared, the newest first.") { limit }.Runs(
            async run =>
            {
                var reports = await run.Get<ReconciliationStore>().List(run.Given.GetValue(limit), run.Ct);
                return run.Write(reports, ConsoleOutput.JsonWithNulls, console =>
                {
                    var table = ConsoleOutput.TableOf(4, [], "Id", "Begun", "By", "List", "Listed", "Looked at", "Differences");
                    foreach (var report in reports)
                    {
                        table.AddRow(
                            new Text($"{report.Id}"), new Text(Wording.Time(report.StartedAt)), new Text(TextSanitizer.Line(report.By, 60)),
                            new Text(TextSanitizer.Line(report.List ?? "own books", 80)), new Text(Wording.Number(report.Listed)),
                            new Text(Wording.Number(report.Compared)),
                            new Text(report.EndedAt is null ? "not ended" : Wording.Number(report.Count)));
                    }

                    console.Write(reports.Count == 0 ? new Text("Nothing was compared yet.\n") : table);
                });
            },
            add: Add);
    }

    private static Command Show()
    {
        var id = new Argument<Guid>("ID") { Description = "As `reconcile list` shows it." };
        var limit = Options.Value("--limit", "N", "At most so many orders of each cause.", 50)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        var csv = Csv();
        return new Command("show", "Show what differed, by cause, and what settles it.") { id, limit, csv }.Runs(
            async run =>
            {
                var report = await run.Get<ReconciliationStore>().Find(run.Given.GetValue(id), run.Ct) ?? throw new CommandRefusedException(
                    $"There is no reconciliation {run.Given.GetValue(id)}: see `invoicing reconcile list`.");
                await Tell(run, report, run.Given.GetValue(limit), run.Given.GetValue(csv));
                return 0;
            },
            add: Add);
    }

    private static Option<string?> Csv() =>
        Options.Value<string?>("--csv", "FILE", "Write all differences to this file, for spreadsheets.");

    private static void Add(HostApplicationBuilder builder)
    {
        builder.Services.AddFeedSettings();
        builder.Services.AddReconciliation();
    }

    private static async Task<ReconciliationReport> Carry(OperatorRun run, ReconciliationRequest request, long? size)
    {
        var progress = new ReconciliationProgress();
        ReconciliationReport? report = null;
        await ProgressDisplay.Show(
            size,
            () => progress.Read,
            () => $"{Wording.Number(progress.Listed)} of the list, {Wording.Number(progress.Compared)} orders looked at, "
                + $"{Wording.Number(progress.Differences)} differences",
            async () => report = await run.Get<Reconciler>().Run(request, progress, run.Ct));
        return report!;
    }

    private static async Task Tell(OperatorRun run, ReconciliationReport report, int most, string? csv)
    {
        if (csv is not null)
        {
            await using var output = File.Create(csv);
            await run.Get<DifferenceFile>().WriteCsv(output, report.Id, null, run.Ct);
        }

        if (run.IsJson)
        {
            await Console.Out.WriteAsync(
                $"{{\"report\": {JsonSerializer.Serialize(report, ConsoleOutput.JsonWithNulls)},\n\"differences\": ");
            await run.Get<DifferenceFile>().WriteJson(Console.Out, report.Id, s_line, run.Ct);
            await Console.Out.WriteLineAsync("}");
            return;
        }

        var shown = new Dictionary<DifferenceKind, IReadOnlyList<PlacedRow>>();
        foreach (var (kind, _, _) in report.Differences)
        {
            shown[kind] = await run.Get<ReconciliationStore>().Rows(report.Id, kind, 0, most, run.Ct);
        }

        ConsoleOutput.Print(console => Write(console, report, shown));
    }

    private static void Write(
        IAnsiConsole console, ReconciliationReport report, IReadOnlyDictionary<DifferenceKind, IReadOnlyList<PlacedRow>> shown)
    {
        var facts = ConsoleOutput.Facts();
        facts.Add("Reconciliation", report.Id.ToString());
        facts.Add("List", report.List is { } list
            ? $"{TextSanitizer.Line(list, 200)}, {Wording.Number(report.Listed)} entries" : "none: our own books");
        facts.Add("Time", report is { Since: { } since, Until: { } until }
            ? $"completed {Wording.Time(since)} to {Wording.Time(until)} UTC" : null);
        facts.Add("Looked at", $"{Wording.Counted(report.Compared, "order", "orders")}: {Wording.Number(report.Agreeing)} agree, "
            + $"{Wording.Number(report.Settled)} settled by a person");
        facts.Add("Asked", report.Asked > 0 ? $"{Wording.Counted(report.Asked, "document", "documents")} in the systems" : null);
        foreach (var remark in report.Remarks)
        {
            facts.Add("Note", remark);
        }

        console.Write(facts);
        if (report.EndedAt is null)
        {
            console.WriteLine();
            console.WriteLine("It was not carried to its end: run it again.");
        }

        if (report.Count == 0)
        {
            console.WriteLine();
            console.WriteLine("No difference.");
        }

        foreach (var kind in report.Differences)
        {
            console.WriteLine();
            console.WriteLine(
                $"{Wording.Number(kind.Count)} {DifferenceTexts.Title(kind.Kind)}{DifferenceTexts.Worth(kind)}", new Style(Color.Yellow));
            foreach (var row in shown[kind.Kind].Select(row => row.Row))
            {
                var amount = row.Amount is { } money ? FormattableString.Invariant($", {money:#,##0.00##} {row.Currency}").TrimEnd() : "";
                var about = $"{TextSanitizer.Line(row.OrderNo, 100)}{amount}";
                console.WriteIndented($"{about}: {TextSanitizer.Line(row.Text, 500)}".TrimStart(':', ' '), by: 2);
                console.WriteIndented(TextSanitizer.Line(row.ToDo, 500), by: 4);
            }

            if (kind.Count > shown[kind.Kind].Count)
            {
                console.WriteIndented(
                    $"and {Wording.Number(kind.Count - shown[kind.Kind].Count)} more: invoicing reconcile show {report.Id} --csv FILE",
                    by: 2);
            }
        }
    }
}
