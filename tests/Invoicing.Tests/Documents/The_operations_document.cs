using Invoicing.Failures;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Storage;

namespace Invoicing.Tests.Documents;

/// <summary>Keeps docs/operations.md true.</summary>
public class The_operations_document
{
    private static readonly Markdown Document = new("docs/operations.md");

    [Fact]
    public void has_every_kind_of_failure_with_the_subject_of_its_mail()
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var row = Document.Rows.FirstOrDefault(row => row[0] == $"`{kind}`").ShouldNotBeNull(kind.ToString());
            var place = kind switch
            {
                NoticeKind.UnreadableMessage or NoticeKind.FaultedMessage => "QUEUE",
                NoticeKind.FeedFaulted => "FILE",
                NoticeKind.FileNotTaken => "FOLDER",
                _ => "invoice",
            };
            row[1].ShouldBe($"… {FailureNotifications.Texts.Headline(new Cause(kind, place))}");
            row[2].ShouldBe(Cause.AtOnce.Contains(kind) ? "at once" : "report", kind.ToString());
        }
    }

    [Fact]
    public void has_a_cure_for_every_kind_of_failure()
    {
        var (from, to) = (Document.Text.IndexOf("\nThe cures.", StringComparison.Ordinal), Document.Text.IndexOf("\n### Further\n", StringComparison.Ordinal));

        Document.Text[from..to].Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..])
            .ShouldBe(Enum.GetNames<NoticeKind>());
    }

    [Fact]
    public void has_every_queue_and_its_error_queue()
    {
        var first = Document.Rows.Select(row => row[0]).ToList();

        InstalledSystems.Queues.WithErrorQueues.Select(queue => $"`{queue}`").ShouldBeSubsetOf(first);
    }

    [Fact]
    public void has_every_role() => Enum.GetNames<Roles>().Except([nameof(Roles.All)])
        .Select(role => $"`{role.ToLowerInvariant()}`")
        .ShouldBeSubsetOf(Document.Rows.Select(row => row[0]));
}
