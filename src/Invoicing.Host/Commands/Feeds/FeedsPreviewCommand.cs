using System.CommandLine;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Feeds;

/// <summary><c>invoicing feeds preview</c>: asks nobody and changes nothing.</summary>
internal static class FeedsPreviewCommand
{
    public static Command Create()
    {
        var file = FileArgument.Create<string>(
            "A file of orders: JSON, JSON Lines or CSV, also packed; - is standard input.", ArgumentArity.ExactlyOne);
        var stores = Options.Value<string?>(
            "--stores", "FILE", "The directory of stores, as `invoicing stores export` writes it. Default: stores are as the settings say.")
            .Refuse(text => File.Exists(text) ? null : $"There is no file '{text}'.");
        return new Command(
            "preview",
            "Show what each order of a file would be sent to Retail Pro as, if nothing were known of it, and what is wrong with it. Asks "
                + "no server and sends nothing. " +
            "It shows customers' data. The JSON output is an object a line. Exit code 0 only if nothing is wrong.")
        {
            file, stores,
        }.Runs(async run =>
        {
            run.Get<StoreDirectories>().Assume(await Directory(run.Given.GetValue(stores), run.Ct));
            return await InputFile.Use(
                run.Given.GetValue(file)!, (path, name) => Preview(run, path, Path.GetFileName(name)), run.Ct);
        });
    }

    /// <param name="file">Null: none is entered.</param>
    private static async Task<StoreDirectory> Directory(string? file, CancellationToken ct)
    {
        if (file is null)
        {
            return StoreDirectory.Empty;
        }

        await using var content = File.OpenRead(file);
        var (directory, changes) = StoreCommands.Apply(StoreDirectory.Empty, await StoreFile.Read(content, ct));
        return changes.FirstOrDefault(change => change.Outcome == StoreOutcome.Refused) is { } refused
            ? throw new StoreRefusedException($"Line {refused.Line} of {Path.GetFileName(file)}: {string.Join("; ", refused.Faults)}.")
            : directory;
    }

    private static async Task<int> Preview(OperatorRun run, string path, string name)
    {
        var page = new PreviewPage(run.IsJson);
        var invoicing = run.Get<IOptions<InvoicingSettings>>().Value;
        IStepPlanner[] systems = [.. run.Get<IEnumerable<IStepPlanner>>()];
        var inspection = await FileInspection.Of(path, name, run.Ct);
        page.WriteHead(inspection);
        var numbers = new Dictionary<string, string>();
        await foreach (var text in inspection.Read(run.Get<IOptions<FeedSettings>>().Value, _ => { }, run.Ct))
        {
            page.Write(OrderPreview.Of(text, invoicing, systems, TimeProvider.System.GetUtcNow()).Among(numbers));
        }

        page.WriteEnd();
        return page.Wrong == 0 ? 0 : CommandLine.Failed;
    }
}
