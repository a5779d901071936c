using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture;

/// <summary>
/// The simulated VTEX of a run, with the orders that come from there. Several faults of it may be in force at the same time; of each it is
/// known how often it has fired.
/// </summary>
internal sealed class Vtex : IAsyncDisposable
{
    public const string Token = "a-t0ken-0f-the-marketplace";

    private readonly TestVtex _vtex = new();
    private readonly IReadOnlyList<MarketplaceOrder> _orders;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<(string Fault, string Rule)> _rules = [];
    private readonly Dictionary<string, int> _fired = [];

    private Vtex(IReadOnlyList<MarketplaceOrder> orders) => _orders = orders;

    public TcpProxy Proxy { get; private set; } = null!;

    /// <summary>Two accounts through the proxy, one of them with the numbers of orders; and waits that are short.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        .. new[] { "acme", VtexReference.AccountWithOrderNumbers }.SelectMany(account => new (string, string)[]
        {
            ($"Vtex__Accounts__{account}__BaseUrl", $"http://127.0.0.1:{Proxy.Port}/{account}"),
            ($"Vtex__Accounts__{account}__AppKey", $"key-of-{account}"),
            ($"Vtex__Accounts__{account}__AppToken", Token),
        }),
        ($"Vtex__Accounts__{VtexReference.AccountWithOrderNumbers}__InvoiceNumber", "OrderNo"),
        ("Vtex__CallTimeout", "00:00:02"), ("Vtex__CallMargin", "00:00:01"), ("Vtex__Patience", "00:00:01"),
    ];

    public static async Task<Vtex> Start(IReadOnlyList<MarketplaceOrder> orders)
    {
        var vtex = new Vtex(orders);
        await vtex._vtex.Start();
        vtex.Proxy = new TcpProxy(vtex._vtex.Address.Host, vtex._vtex.Address.Port);
        await vtex.Behaves(visibleAfterMs: 700);
        foreach (var order in orders)
        {
            await vtex._vtex.Put(order);
        }

        return vtex;
    }

    /// <param name="visibleAfterMs">From the answer to an invoice until it shows.</param>
    public Task Behaves(int visibleAfterMs) =>
        _vtex.Behaves($$"""{"visibleAfterMs":{{visibleAfterMs}},"invoicedAfterMs":300,"handlingAfterMs":100}""");

    /// <summary>What is waited for comes about when half of the orders are published.</summary>
    public async Task GoesOn(Run run)
    {
        await run.Oms.Has(0.5);
        foreach (var order in _orders.Where(order => order.Later is not null))
        {
            await run.Pause(0, 0.2);
            await _vtex.Is(order, order.Later!);
        }
    }

    /// <summary>In force besides those of other faults.</summary>
    public Task Misbehaves(int seed, string fault, IEnumerable<string> rules) =>
        Change(seed, () => _rules.AddRange(rules.Select(rule => (fault, rule))));

    /// <returns>How often it has fired.</returns>
    public async Task<int> IsWell(string fault)
    {
        await Change(0, () => _rules.RemoveAll(rule => rule.Fault == fault));
        return _fired.GetValueOrDefault(fault);
    }

    public async Task<int> HasFired(string fault)
    {
        await _gate.WaitAsync();
        try
        {
            return _fired.GetValueOrDefault(fault)
                + _rules.Zip(await _vtex.FaultsFired()).Where(rule => rule.First.Fault == fault).Sum(rule => rule.Second);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<int> Calls(string operation) => await _vtex.Calls(operation);

    /// <summary>Those that have come, as the program names them.</summary>
    public async Task<HashSet<string>> Returns() => [.. (await _vtex.Ledger()).GetProperty("invoices").EnumerateArray()
        .Where(invoice => invoice.Text("type") == "Input")
        .Select(invoice => $"{invoice.Text("account")}~{invoice.Text("orderId")}~{invoice.Text("invoiceNumber")}")];

    /// <param name="lostNumbers"><see cref="VtexEvidence.LostNumbers"/>.</param>
    public async Task<VtexEvidence> Collect(int? lostNumbers)
    {
        var statuses = new Dictionary<string, string>();
        foreach (var order in _orders)
        {
            statuses[order.Key] = await _vtex.StatusOf(order);
        }

        return new((await _vtex.Ledger()).GetRawText(), statuses) { LostNumbers = lostNumbers };
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _vtex.DisposeAsync();
    }

    // A plan that is replaced begins to count anew.
    private async Task Change(int seed, Action change)
    {
        await _gate.WaitAsync();
        try
        {
            foreach (var (rule, times) in _rules.Zip(await _vtex.FaultsFired()))
            {
                _fired[rule.Fault] = _fired.GetValueOrDefault(rule.Fault) + times;
            }

            change();
            await _vtex.Faults($$"""{"seed":{{seed}},"rules":[{{string.Join(',', _rules.Select(rule => rule.Rule))}}]}""");
        }
        finally
        {
            _gate.Release();
        }
    }
}
