using System.CommandLine;
using System.Text.Json;
using Invoicing.Intake.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands.Feeds;

/// <summary><c>invoicing feeds show</c>.</summary>
internal static class FeedsShowCommand
{
    public static Command Create()
    {
        var feed = new Argument<string>("FEED") { Description = "The name of its file, as `feeds list` has it, or its number." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("show", "Show a feed: what became of its orders, how they are now, and the first of its problems with their lines.") { feed, output, settings };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!, AddViews);
            var details = await host.Services.GetRequiredService<FeedViews>().Find(parsed.GetValue(feed)!, ct);
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(details, FeedsJson.Readable.FeedDetails));
            }
            else
            {
                ConsoleOutput.Print(console => FeedPage.Write(console, details));
            }

            return 0;
        });
        return command;
    }

    public static void AddViews(HostApplicationBuilder builder) => builder.Services.AddSingleton<FeedViews>();
}
