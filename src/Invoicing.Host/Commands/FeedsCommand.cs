using System.CommandLine;
using Invoicing.Host.Commands.Feeds;
using Invoicing.Intake.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing feeds</c>: what became of files of orders, and what would become of one.</summary>
internal static class FeedsCommand
{
    private const int LongestList = 10_000;

    public static Command Create() => new(
        "feeds",
        "See what became of the files of orders in the folder of the feeds, and what would become of one.")
    {
        List(),
        Show(),
        FeedsPreviewCommand.Create(),
    };

    public static void AddViews(HostApplicationBuilder builder) => builder.Services.AddSingleton<FeedViews>();

    private static Command List()
    {
        var limit = Options.Value("--limit", "N", "At most so many feeds.", 50)
            .Between(1, LongestList, $"a limit: 1 to {LongestList} is expected");
        return new Command("list", "List feeds, newest first: how far each is, and what became of its orders when they were taken "
            + "in; and what is not taken.") { limit }.Runs(List, add: AddViews);

        async Task<int> List(OperatorRun run)
        {
            var views = run.Get<FeedViews>();
            var feeds = await views.List(run.Given.GetValue(limit), run.Ct);
            var (around, now) = (await views.Around(run.Ct), DateTimeOffset.UtcNow);
            return run.Write(feeds, ConsoleOutput.JsonWithNulls, console =>
            {
                FeedPage.WriteList(console, feeds, now);
                FeedPage.WriteAround(console, around, now);
            });
        }
    }

    private static Command Show()
    {
        var feed = new Argument<string>("FEED") { Description = "The name of its file, as `feeds list` has it, or its number." };
        return new Command(
            "show", "Show a feed: what became of its orders, how they are now, and the first of its problems with their lines.")
        {
            feed,
        }.Runs(
            async run =>
            {
                var details = await run.Get<FeedViews>().Find(run.Given.GetValue(feed)!, run.Ct);
                return run.Write(details, ConsoleOutput.JsonWithNulls, console => FeedPage.Write(console, details));
            },
            add: AddViews);
    }
}
