using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

internal static class CorrectCommand
{
    public static Command Create()
    {
        var number = OrderNumbers.One();
        var patch = new Option<string>("--patch")
        {
            Description = "JSON Patch (RFC 6902) on the order as the OMS sends it, or a file that holds one, or - for standard input: "
                + "[{\"op\":\"replace\",\"path\":\"/items/0/upc\",\"value\":\"8720116120011\"}].",
            HelpName = "JSON|FILE",
            Required = true,
        };
        var dryRun = Options.Flag("--dry-run", "Only show the difference.");
        var yes = Options.Flag("--yes", "Apply it without asking. Needed where nobody can answer, as in a pipe.");
        var options = new DecisionOptions();
        return new Command(
            "correct",
            "Correct the data of an order that is not invoiced yet. The difference is shown first, personal data included; what the OMS "
                + "sent is kept. Newer data of the OMS replaces the correction.")
        {
            number, patch, dryRun, yes,
        }.Runs(Run, options);

        async Task<int> Run(OperatorRun run)
        {
            var orderNo = OrderNumbers.Normal(run.Given.GetValue(number)!);
            var stored = await run.Get<OrderQueries>().Find(orderNo, run.Ct) ?? throw new UnknownOrderException(orderNo);
            var invoicing = run.Get<IOptions<InvoicingSettings>>().Value;
            var given = await Read(run.Given.GetValue(patch)!, run.Ct);
            var known = stored.Row.Pending ?? stored.Row.Content;
            var correction = OrderCorrection.Of(known, given, invoicing.Zone, TimeProvider.System.GetUtcNow());
            await run.Get<StoreDirectories>().Look(run.Ct);
            var faults = PlannedRequests.FaultsOf(correction.Corrected, invoicing, [.. run.Get<IEnumerable<IStepPlanner>>()]);
            if (!run.IsJson)
            {
                ConsoleOutput.Print(console => Show(console, orderNo, correction, faults));
            }

            var state = stored.Row.State;
            var isApplied = !run.Given.GetValue(dryRun);
            if (isApplied)
            {
                if (!run.Given.GetValue(yes) && !IsConfirmed())
                {
                    await Console.Error.WriteLineAsync("invoicing: nothing was changed. Add --yes to apply the correction.");
                    return CommandLine.Failed;
                }

                var decision = options.Of(run.Given);
                var commands = run.Commands("correct", decision);
                state = (await commands.Correct(orderNo, correction, decision.By, decision.Reason, run.Ct)).State;
            }

            return run.Write(
                new { orderNo, state = state.ToString(), applied = isApplied, differences = correction.Differences, stillWrong = faults },
                ConsoleOutput.Json,
                () => Console.WriteLine(isApplied
                    ? $"Order {orderNo}: {state}. The running service goes on with it."
                    : "Nothing was changed: --dry-run."));
        }
    }

    private static async Task<JsonNode?> Read(string given, CancellationToken ct)
    {
        var text = given == "-" ? await Console.In.ReadToEndAsync(ct)
            : given.TrimStart().StartsWith('[') ? given
            : await File.ReadAllTextAsync(given, ct);
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new PatchRefusedException($"The patch is not JSON, or has a name twice in an object (line {e.LineNumber + 1}, byte "
                + $"{e.BytePositionInLine + 1}).");
        }
    }

    private static void Show(IAnsiConsole console, string orderNo, OrderCorrection correction, IReadOnlyList<ValidationError> faults)
    {
        var count = correction.Differences.Count;
        console.WriteLine($"Order {orderNo}: {count} {(count == 1 ? "value changes" : "values change")}");
        foreach (var (field, before, after) in correction.Differences)
        {
            console.WriteLine($"  {field}");
            console.WriteLine($"    - {before ?? "(nothing)"}", new Style(Color.Red));
            console.WriteLine($"    + {after ?? "(nothing)"}", new Style(Color.Green));
        }

        foreach (var fault in faults)
        {
            console.WriteLine($"  still wrong: {fault}", new Style(Color.Yellow));
        }
    }

    private static bool IsConfirmed() =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && AnsiConsole.Confirm("Apply it?", defaultValue: false);
}
