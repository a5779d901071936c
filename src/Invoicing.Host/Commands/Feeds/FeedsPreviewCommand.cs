using System.CommandLine;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Process;
using Invoicing.RetailPro;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Feeds;

/// <summary><c>invoicing feeds preview</c>: asks nobody and changes nothing.</summary>
internal static class FeedsPreviewCommand
{
    public static Command Create()
    {
        var file = FileArgument.Create<string>(
            "A file of orders: JSON, JSON Lines or CSV, also packed; - is standard input.", ArgumentArity.ExactlyOne);
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command(
            "preview",
            "Show what each order of a file would be sent to Retail Pro as, if nothing were known of it, and what is wrong with it. Asks "
                + "no server and sends nothing. " +
            "It shows customers' data. The JSON output is an object a line. Exit code 0 only if nothing is wrong.")
        {
            file, output, settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!);
            var page = new PreviewPage(parsed.GetValue(output) == OutputOption.Json);
            return await InputFile.Use(
                parsed.GetValue(file)!, (path, name) => Preview(path, Path.GetFileName(name), host.Services, page, ct), ct);
        });
        return command;
    }

    private static async Task<int> Preview(string path, string name, IServiceProvider services, PreviewPage page, CancellationToken ct)
    {
        var invoicing = services.GetRequiredService<IOptions<InvoicingSettings>>().Value;
        IStepPlanner[] systems = [.. services.GetServices<IStepPlanner>()];
        var inspection = await FileInspection.Of(path, name, ct);
        page.WriteHead(inspection);
        var feeds = services.GetRequiredService<IOptions<FeedSettings>>().Value;
        var numbers = new Dictionary<string, string>();
        await foreach (var text in inspection.Read(feeds, _ => { }, ct))
        {
            page.Write(OrderPreview.Of(text, invoicing, systems, TimeProvider.System.GetUtcNow()).Among(numbers));
        }

        page.WriteEnd();
        return page.Wrong == 0 ? 0 : CommandLine.Failed;
    }
}
