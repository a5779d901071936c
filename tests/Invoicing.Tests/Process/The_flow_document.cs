using Invoicing.Messaging;
using Invoicing.Process;

namespace Invoicing.Tests.Process;

/// <summary>Keeps docs/flow.md true.</summary>
public class The_flow_document
{
    private static readonly string Document = File.ReadAllText(Repository.Path("docs/flow.md"));

    [Fact]
    public void holds_the_table_of_every_state_and_message() =>
        Document.ShouldContain(
            StateMessageTable.Markdown(),
            customMessage: "docs/flow.md must hold this table:\n" + StateMessageTable.Markdown());

    [Fact]
    public void draws_every_transition_and_no_other()
    {
        var diagram = Document[Document.IndexOf("stateDiagram-v2", StringComparison.Ordinal)..];
        var drawn = diagram[..diagram.IndexOf("```", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.Contains("-->") && !line.Contains("[*]"))
            .Select(line => line.Split(':')[0].Trim())
            .Order(StringComparer.Ordinal);

        drawn.ShouldBe(StateMessageTable.Transitions());
    }

    [Fact]
    public void the_state_machine_declares_every_pair()
    {
        var machine = new OrderInvoicingStateMachine();
        var events = machine.Events.Where(e => machine.NextEvents(machine.Held).Contains(e)).ToHashSet();
        events.Count.ShouldBe(12);
        foreach (var state in Enum.GetNames<OrderState>())
        {
            machine.NextEvents(machine.GetState(state)).ShouldBe(events, ignoreOrder: true, state);
        }
    }
}
