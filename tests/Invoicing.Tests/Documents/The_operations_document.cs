using Invoicing.Host.Composition;
using Invoicing.Messaging;

namespace Invoicing.Tests.Documents;

/// <summary>Keeps docs/operations.md true.</summary>
public class The_operations_document
{
    private static readonly Markdown Document = new("docs/operations.md");

    [Fact]
    public void has_every_queue_and_its_error_queue()
    {
        var first = Document.Rows.Select(row => row[0]).ToList();

        InstalledSystems.Queues.WithErrorQueues.Select(queue => $"`{queue}`").ShouldBeSubsetOf(first);
    }

    [Fact]
    public void has_every_role() => Enum.GetValues<Roles>().Except([Roles.All])
        .Select(role => $"`{RoleNames.Of(role)}`")
        .ShouldBeSubsetOf(Document.Rows.Select(row => row[0]));
}
