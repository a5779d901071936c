using System.CommandLine;
using Invoicing.Intake.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands.Feeds;

internal static class FeedsShowCommand
{
    public static Command Create()
    {
        var feed = new Argument<string>("FEED") { Description = "The name of its file, as `feeds list` has it, or its number." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command(
            "show", "Show a feed: what became of its orders, how they are now, and the first of its problems with their lines.")
        {
            feed, output, settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!, AddViews);
            var details = await host.Services.GetRequiredService<FeedViews>().Find(parsed.GetValue(feed)!, ct);
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                FeedPage.WriteJson(details);
                return;
            }

            ConsoleOutput.Print(console => FeedPage.Write(console, details));
        });
        return command;
    }

    public static void AddViews(HostApplicationBuilder builder) => builder.Services.AddSingleton<FeedViews>();
}

internal static class FeedsListCommand
{
    private const int LongestList = 10_000;

    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many feeds.", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token
                && (!int.TryParse(token.Value, out var number) || number is < 1 or > LongestList))
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
                FeedPage.WriteJson(feeds);
                return;
            }

            var (around, now) = (await views.Around(ct), DateTimeOffset.UtcNow);
            ConsoleOutput.Print(console =>
            {
                FeedPage.WriteList(console, feeds, now);
                FeedPage.WriteAround(console, around, now);
            });
        });
        return command;
    }
}
