using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands.Feeds;

internal static class FeedPage
{
    private const int LongestName = 60;
    private const int LongestReason = 300;

    public static void WriteList(IAnsiConsole console, IReadOnlyList<FeedSummary> feeds, DateTimeOffset now)
    {
        if (feeds.Count == 0)
        {
            console.WriteLine("No feeds.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("No").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Feed").NoWrap());
        table.AddColumn(new TableColumn("State").NoWrap());
        table.AddColumn(new TableColumn("Orders").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Read").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Outcomes"));
        table.AddColumn(new TableColumn("Claimed").NoWrap().RightAligned());
        foreach (var feed in feeds)
        {
            table.AddRow(
                new Text(Wording.Number(feed.Id)),
                new Text(TextSanitizer.Line(feed.Name, LongestName)),
                new Text(feed.State.ToString(), StyleOf(feed.State)),
                new Text(Wording.Number(feed.Entries)),
                new Text($"{feed.Percent} %"),
                new Text(feed.State == FeedState.Rejected ? TextSanitizer.Line(feed.Problem, LongestReason) : Counts(feed.Outcomes)),
                new Text(Wording.Age(feed.ClaimedAt, now)));
        }

        console.Write(table);
    }

    public static void WriteAround(IAnsiConsole console, FeedsAround around, DateTimeOffset now)
    {
        if (around.Sftp is { } sftp)
        {
            console.WriteLine($"Feeds are fetched from {TextSanitizer.Line(sftp.Server, LongestName)}: last look "
                + $"{Wording.Span(now - sftp.LookedAt)} ago, {Wording.Number(sftp.Waiting)} files wait there.");
        }

        foreach (var trouble in around.Troubles)
        {
            console.Write(new Text($"In the way of feeds for {Wording.Span(now - trouble.Since)}: "
                + $"{TextSanitizer.Line(trouble.ToString(), 3 * LongestReason)}\n", new Style(Color.Yellow)));
        }
    }

    public static void Write(IAnsiConsole console, FeedDetails details)
    {
        var feed = details.Feed;
        console.Write(new Paragraph()
            .Append($"Feed {TextSanitizer.Line(feed.Name, LongestName)}  ", new Style(decoration: Decoration.Bold))
            .Append(feed.State.ToString(), StyleOf(feed.State)));
        console.WriteLine();
        var facts = ConsoleOutput.Facts();
        Fact("Uploaded as", TextSanitizer.Line(feed.UploadedAs, LongestName));
        Fact("Claimed", $"{Wording.Time(feed.ClaimedAt)} (times are UTC)");
        Fact("Read", $"{Wording.Number(feed.Entries)} orders, {feed.Percent} % of the "
            + $"file{(feed.FinishedAt is { } finished ? $"; ended {Wording.Time(finished)}" : "")}");
        Fact("Outcomes", Counts(feed.Outcomes));
        Fact("Now", Counts(details.States));
        Fact("Ended", feed.SettledAt is { } settled ? $"all orders, {Wording.Time(settled)}" : null);
        Fact("Problem", TextSanitizer.Line(feed.Problem, LongestReason));
        Fact("Remark", TextSanitizer.Line(feed.Remark, LongestReason));
        console.Write(facts);
        foreach (var problem in details.Problems)
        {
            var order = problem.OrderNo is { } number ? $"order {TextSanitizer.Line(number, LongestName)}: " : "";
            var reason = TextSanitizer.Line(problem.Reason, LongestReason);
            console.Write(new Text($"  line {problem.Line}: {order}{problem.Outcome}: {reason}\n"));
        }

        void Fact(string name, string? value) => facts.Add(name, string.IsNullOrEmpty(value) ? null : value);
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{Wording.Number(count.Value)} {count.Key}"));

    private static Style StyleOf(FeedState state) => state switch
    {
        FeedState.Rejected => new Style(Color.Red),
        FeedState.Done => new Style(Color.Green),
        _ => new Style(Color.Yellow),
    };
}
