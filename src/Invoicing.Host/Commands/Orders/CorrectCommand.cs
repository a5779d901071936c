using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Intake;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders correct</c>.</summary>
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
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the difference." };
        var yes = new Option<bool>("--yes") { Description = "Apply it without asking. Needed where nobody can answer, as in a pipe." };
        var options = new DecisionOptions();
        var command = new Command(
            "correct",
            "Correct the data of an order that is not invoiced yet. The difference is shown first, personal data included; what the OMS "
                + "sent is kept. Newer data of the OMS replaces the correction.")
        {
            number, patch, dryRun, yes,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
            var services = host.Services;
            var orderNo = OrderNumbers.Normal(parsed.GetValue(number)!);
            var stored = await services.GetRequiredService<OrderViews>().Find(orderNo, ct) ?? throw new UnknownOrderException(orderNo);
            var invoicing = services.GetRequiredService<IOptions<InvoicingSettings>>().Value;
            var correction = OrderCorrection.Of(
                stored.Row.Pending ?? stored.Row.Content, await Read(parsed.GetValue(patch)!, ct), invoicing.Zone, TimeProvider.System.GetUtcNow());
            var faults = PlannedRequests.FaultsOf(correction.Corrected, invoicing, [.. services.GetServices<IStepPlanner>()]);
            var asJson = parsed.GetValue(options.Output) == OutputOption.Json;
            if (!asJson)
            {
                ConsoleOutput.Print(console => Show(console, orderNo, correction, faults));
            }

            var state = stored.Row.State;
            if (!parsed.GetValue(dryRun))
            {
                if (!parsed.GetValue(yes) && !Confirmed())
                {
                    await Console.Error.WriteLineAsync("invoicing: nothing was changed. Add --yes to apply the correction.");
                    return CommandLine.Failed;
                }

                var row = await services.GetRequiredService<OrderCommands>().Correct(orderNo, correction, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct);
                state = row.State;
            }

            await Console.Out.WriteLineAsync(asJson
                ? JsonSerializer.Serialize(new { orderNo, state = state.ToString(), applied = !parsed.GetValue(dryRun), differences = correction.Differences, stillWrong = faults }, Decisions.Json)
                : parsed.GetValue(dryRun) ? "Nothing was changed: --dry-run." : $"Order {orderNo}: {state}. The running service goes "
                    + "on with it.");
            return 0;
        });
        return command;
    }

    private static async Task<JsonNode?> Read(string given, CancellationToken ct)
    {
        var text = given == "-" ? await Console.In.ReadToEndAsync(ct) : given.TrimStart().StartsWith('[') ? given : await File.ReadAllTextAsync(given, ct);
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
        console.WriteLine($"Order {orderNo}: {correction.Differences.Count} "
            + $"{(correction.Differences.Count == 1 ? "value changes" : "values change")}");
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

    private static bool Confirmed() =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && AnsiConsole.Confirm("Apply it?", defaultValue: false);
}
