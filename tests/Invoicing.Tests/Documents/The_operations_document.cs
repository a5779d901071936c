using Invoicing.Messaging;
using Invoicing.NotifyingFailures;

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
                _ => "invoice",
            };
            row[1].ShouldBe($"… {Wording.Headline(new Cause(kind, place))}");
        }
    }

    [Fact]
    public void has_every_queue_and_its_error_queue()
    {
        var first = Document.Rows.Select(row => row[0]).ToList();

        Queues.All.SelectMany(queue => new[] { queue, Queues.ErrorOf(queue) }).Select(queue => $"`{queue}`").ShouldBeSubsetOf(first);
    }

    [Fact]
    public void has_every_role() => Enum.GetNames<Roles>().Except([nameof(Roles.All)])
        .Select(role => $"`{role.ToLowerInvariant()}`")
        .ShouldBeSubsetOf(Document.Rows.Select(row => row[0]));
}
