using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>What an OMS, or a network between it and the broker, may do with messages.</summary>
internal abstract class MessageFault(string name, string description) : Fault
{
    public override string Name => name;
    public override string Description => description;
    public override Uses Uses => Uses.Messages;
    public override bool MayRepeat => false;

    // The messages are the fault; that they have arrived is what is to be shown.
    public override async Task Inject(Run run)
    {
        await run.Oms.Has(1);
        run.Fired(Name, Odd(run));
    }

    /// <summary>Messages that no well-behaved OMS would have published.</summary>
    protected abstract int Odd(Run run);
}

/// <summary>At least once, and then some.</summary>
internal sealed class Duplicates() : MessageFault("duplicates", "every fifth message comes fifty times, all others twice, mixed up")
{
    private const int Times = 50;
    private int _odd;

    public override IEnumerable<string> Messages(IEnumerable<string> messages, Random random)
    {
        var all = messages.ToList();
        // Copies lie near their original, where they meet it at work, and far from it.
        var placed = all.SelectMany((message, place) => Enumerable.Range(0, place % 5 == 0 ? Times : 2)
            .Select(
                copy => (Message: message, Place: copy == 0 ?
                    place :
                    place + (random.NextDouble() * (random.Next(2) == 0 ? 3 : all.Count)))));
        string[] result = [.. placed.OrderBy(copy => copy.Place).Select(copy => copy.Message)];
        _odd = result.Length - all.Count;
        return result;
    }

    protected override int Odd(Run run) => _odd;
}

/// <summary>No order among orders.</summary>
internal sealed class Shuffled() : MessageFault("shuffled", "all messages come in random order: completed versions before held ones, too")
{
    public override IEnumerable<string> Messages(IEnumerable<string> messages, Random random)
    {
        string[] all = [.. messages];
        random.Shuffle(all);
        return all;
    }

    protected override int Odd(Run run) => run.Messages.Count;
}

/// <summary>A feed that is replayed a month later, when finished orders may have lost their personal data.</summary>
internal sealed class LateDuplicates() : MessageFault(
    "late-duplicates",
    "all messages come again when every order is thirty days old and its personal data erased")
{
    public override IEnumerable<(string Name, string Value)> Settings => [("Invoicing__EraseAfterDays", "20")];

    // Unreadable messages and conflicts come a second time, too.
    public override bool MayRepeat => true;

    public override async Task Inject(Run run) => await run.Oms.Has(1);

    public override async Task Afterwards(Run run)
    {
        await run.Service.Stop();
        await run.Installation.Database.Rows("""
            update mt_doc_order
            set mt_last_modified = mt_last_modified - interval '30 days', mt_created_at = mt_created_at - interval '30 days'
            returning id
            """);
        // It erases when it starts.
        await run.Restart();
        await Harness.Wait.Until(
            async () => await run.Installation.Database.Count("mt_doc_order where erased_at is null and state = 'Completed'") == 0,
            "personal data is erased");
        await run.Oms.Publish([.. run.Messages]);
        run.Fired(Name, run.Messages.Count);
    }

    protected override int Odd(Run run) => run.Messages.Count;
}

/// <summary>Two contents under one id that claim to be equally new: one of them is invoiced, as a whole, once.</summary>
internal sealed class ConflictingVersions() : MessageFault(
    "conflicting-versions",
    "of every third order two versions come at the same time: one of them is invoiced as a whole")
{
    private readonly Dictionary<string, string> _second = [];

    // Whoever comes too late is told of.
    public override bool MayRepeat => true;

    // VTEX has one of the two.
    public override bool TakesVtex => false;

    public override IEnumerable<string> Messages(IEnumerable<string> messages, Random random)
    {
        _second.Clear();
        string[] all = [.. messages];
        var single = all.Where(message => PublishedOrder.Read(message) is not null)
            .GroupBy(message => PublishedOrder.Read(message)!.OrderNo)
            .Where(same => same.Count() == 1)
            .Where(same => Reference.Compute(same).Orders.Values.Single() is { State: "Completed", Invoice: not null })
            .Select(
                same => same.Key)
            .Where((_, place) => place % 3 == 0)
            .ToHashSet();
        foreach (var message in all)
        {
            yield return message;
            if (PublishedOrder.Read(message) is { } order && single.Contains(order.OrderNo))
            {
                yield return _second[order.OrderNo] = Version(message);
            }
        }
    }

    public override ExpectedEnd Expected(ExpectedEnd end, IReadOnlyList<string> messages)
    {
        var orders = new Dictionary<string, ExpectedOrder>(end.Orders);
        foreach (var (number, version) in _second)
        {
            orders[number] = orders[number] with { Rival = Reference.Compute([version]).Orders[number] };
        }

        return end with { Orders = orders };
    }

    protected override int Odd(Run run) => _second.Count;

    // Another customer and one unit more of the first line: nobody could take one for the other.
    private static string Version(string message)
    {
        var order = System.Text.Json.Nodes.JsonNode.Parse(message)!.AsObject();
        order["billing"]!["firstName"] = "Ursula";
        order["items"]![0]!["quantity"] = 7;
        return order.ToJsonString();
    }
}
