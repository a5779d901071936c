using Invoicing.Failures;
using Invoicing.Harness;
using Invoicing.Host.Composition;
using Invoicing.Storage;

namespace Invoicing.Tests.Documents;

/// <summary>Keeps docs/runbook.md true, and every entry of it in the same shape.</summary>
public class The_runbook
{
    private static readonly Markdown Document = new(RunbookEntry.Path);

    public static TheoryData<string> Titles => [.. RunbookEntry.All.Select(entry => entry.Title)];

    [Fact]
    public void begins_with_three_commands() =>
        Document.Blocks("sh").First().Trim().Split('\n').Count(line => line.StartsWith("invoicing ", StringComparison.Ordinal)).ShouldBe(3);

    [Fact]
    public void has_an_entry_for_every_kind_of_failure() =>
        RunbookEntry.All.Where(entry => entry.Section == RunbookEntry.ToldByMail).Select(entry => entry.Title)
            .ShouldBe(Enum.GetNames<NoticeKind>());

    [Fact]
    public void leads_from_the_subject_of_every_mail_to_the_entry_of_its_kind()
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var headline = Headline(kind);
            var seen = RunbookEntry.Of(kind).Seen;

            seen.Headline.ShouldBe(headline);
            seen.IsToldAtOnce.ShouldBe(Cause.AtOnce.Contains(kind), kind.ToString());
            Document.Rows.Single(row => row[0] == $"… {headline}")[1].ShouldStartWith($"[{kind}](#{kind.ToString().ToLowerInvariant()})");
        }
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void leads_from_the_table_to_every_entry(string title) =>
        Document.Rows.Count(row => row[1].Contains($"(#{AnchorOf(title)})")).ShouldBe(1);

    [Theory]
    [MemberData(nameof(Titles))]
    public void says_of_everything_what_it_looks_like_what_it_means_what_to_do_and_when_it_is_over(string title)
    {
        var lines = RunbookEntry.All.Single(entry => entry.Title == title).Text.Split('\n');
        string[] parts = ["**You see** ", "**It means** ", "**Do**", "1. ", "**Over** "];

        lines.Select(line => Array.Find(parts, part => line.StartsWith(part, StringComparison.Ordinal))).OfType<string>().ShouldBe(parts);
    }

    private static string Headline(NoticeKind kind) => FailureNotifications.Texts.Headline(new Cause(kind, kind switch
    {
        NoticeKind.UnreadableMessage or NoticeKind.FaultedMessage => "QUEUE",
        NoticeKind.FeedFaulted => "FILE",
        NoticeKind.FileNotTaken => "FOLDER",
        NoticeKind.EventsFaulted => "vtex",
        NoticeKind.NoOrders => "CHANNEL",
        _ => "invoice",
    }));

    private static string AnchorOf(string title) => title.ToLowerInvariant().Replace(' ', '-');
}
