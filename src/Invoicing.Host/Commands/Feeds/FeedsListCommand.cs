using System.CommandLine;
using System.Text.Json;
using Invoicing.Intake.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Feeds;

/// <summary><c>invoicing feeds list</c>.</summary>
internal static class FeedsListCommand
{
    private const int LongestList = 10_000;

    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many feeds.", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && (!int.TryParse(token.Value, out var number) || number is < 1 or > LongestList))
            {
                result.AddError($"'{token.Value}' is not a limit: 1 to {LongestList} is expected.");
            }
        });
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("list", "List feeds, newest first: how far each is, and what became of its orders when they were taken "
            + "in; and what is not taken.") { limit, output, settings };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!, FeedsShowCommand.AddViews);
            var views = host.Services.GetRequiredService<FeedViews>();
            var feeds = await views.List(parsed.GetValue(limit), ct);
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(feeds, FeedsJson.Readable.Feeds));
            }
            else
            {
                var (around, now) = (await views.Around(ct), DateTimeOffset.UtcNow);
                ConsoleOutput.Print(console =>
                {
                    FeedPage.WriteList(console, feeds, now);
                    FeedPage.WriteAround(console, around, now);
                });
            }

            return 0;
        });
        return command;
    }
}
