using System.Text.Json.Nodes;
using Invoicing.Benchmarks.Load;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Benchmarks.Measuring.Partners;

/// <summary>A VTEX in which every order is being handled, and which shows and settles invoices at once.</summary>
internal sealed class VtexPartner : IPartner
{
    private const string Account = TestVtex.Account;

    // As many as the clients of a simulator need to keep it busy.
    private static readonly ParallelOptions s_some = new() { MaxDegreeOfParallelism = 16 };

    private readonly List<MarketplaceOrder> _orders = [];
    private TestVtex _vtex = null!;

    public string Name => "vtex";

    /// <summary>That it is being handled, the invoice, and whether VTEX takes it for invoiced.</summary>
    public int StepsAnOrder => 3;

    public async Task<IEnumerable<(string Name, string Value)>> Begin(Uri simulator)
    {
        _vtex = TestVtex.At(simulator);
        await _vtex.Behaves("""{"visibleAfterMs":0,"invoicedAfterMs":0}""");
        return
        [
            ($"Vtex__Accounts__{Account}__BaseUrl", $"{simulator}"), ($"Vtex__Accounts__{Account}__AppKey", "key"),
            ($"Vtex__Accounts__{Account}__AppToken", "token"),
            // The stand-in takes more than an account would.
            ("Vtex__Concurrency", "128"), ("Vtex__CallsPerSecond", "10000"),
        ];
    }

    public Task SetUp() => Task.CompletedTask;

    public async Task Put(IReadOnlyList<SampleOrder> orders)
    {
        List<MarketplaceOrder> placed = [.. orders.Select(order =>
            Marketplace.Placed(JsonNode.Parse(order.Json)!.AsObject(), Account, TestVtex.IdOf(order.Number), "handling"))];
        _orders.AddRange(placed);
        await Parallel.ForEachAsync(placed, s_some, async (order, _) => await _vtex.Put(order));
    }

    public async Task<string?> Objection(Books books)
    {
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(_orders, s_some, async (order, _) => statuses[order.Key] = await _vtex.StatusOf(order));
        var expected = VtexReference.Compute(books.Messages, _orders);
        var evidence = new VtexEvidence((await _vtex.Ledger()).GetRawText(), statuses);
        var differences = VtexComparison.Find(expected, books.RetailPro, evidence).Select(violation => violation.Text).ToList();
        return differences.Count == 0 ? null : string.Join('\n', differences.Take(20));
    }
}
