using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>
/// Messages changed at random, each of a number of its own. What becomes of one is not compared with the reference: it ends somewhere, it
/// is invoiced once at most, nobody is left waiting, and the good orders beside it end as they must.
/// </summary>
internal sealed class Mutated : Fault
{
    private const int MutantsPerOrder = 18;

    private IReadOnlyList<string> _mutants = [];

    public override string Name => "mutated";
    public override string Description =>
        "eighteen times as many mutated messages as good ones: bytes, tokens, values and properties changed at random";
    public override Uses Uses => Uses.Everything;
    public override TimeSpan QuietBound => TimeSpan.FromMinutes(10);

    public override bool TakesVtex => false;
    public override bool TakesEmporix => false;

    public override Task Prepare(Run run)
    {
        _mutants = [.. Mutation.Of(run.Messages, MutantsPerOrder, run.Random)];
        // Mutants may lose or change their number; whatever is not a number of the good orders is theirs.
        var good = run.Expected.Orders.Keys.ToHashSet();
        var bodies = run.Messages.ToHashSet();
        run.Latitude = run.Latitude with
        {
            IsStranger = number => !good.Contains(number),
            IsPlanted = entry => !bodies.Contains(entry.Body) && !good.Any(number => entry.Body.Contains($"\"{number}\"")),
        };
        return Task.CompletedTask;
    }

    public override async Task Inject(Run run)
    {
        foreach (var some in _mutants.Chunk(1000))
        {
            await run.Oms.Publish(some);
            run.Fired(Name, some.Length);
        }
    }

    // Told and not judged: where a value is odd enough, program and reference may both be right.
    public override async Task Afterwards(Run run)
    {
        var expected = _mutants.SelectMany(EndOf).DistinctBy(order => order.OrderNo).ToList();
        var listed = ListedOrder.Read((await run.Installation.Run("orders", "list", "--limit", "10000", "--output", "json")).Output)
            .ToDictionary(order => order.OrderNo);
        string[] others =
        [
            .. expected.Where(order => listed.GetValueOrDefault(order.OrderNo)?.State != order.State).Select(order =>
                $"{order.OrderNo}: {listed.GetValueOrDefault(order.OrderNo)?.State ?? "not stored"} instead of {order.State} {string.Join(", ", order.Faults)}: {listed.GetValueOrDefault(order.OrderNo)?.Message}"),
        ];
        run.Measure("mutants that end otherwise than the reference says", others.Length);
        if (others.Length > 0)
        {
            run.Installation.KeepsFolder = true;
            await File.WriteAllLinesAsync(Path.Combine(run.Installation.Folder, "mutants.txt"), others.Concat(_mutants));
        }
    }

    private static IEnumerable<ExpectedOrder> EndOf(string mutant)
    {
        try
        {
            return Reference.Compute([mutant]).Orders.Values;
        }
        catch (ArgumentOutOfRangeException)
        {
            // A time at the end of all times, which has no local time.
            return [];
        }
    }
}
