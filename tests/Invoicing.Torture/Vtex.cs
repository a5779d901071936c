using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture;

/// <summary>The simulated VTEX of a run, with the orders that come from there.</summary>
internal sealed class Vtex : IAsyncDisposable
{
    public const string Token = "a-t0ken-0f-the-marketplace";

    private readonly TestVtex _vtex = new();
    private readonly IReadOnlyList<MarketplaceOrder> _orders;

    private Vtex(IReadOnlyList<MarketplaceOrder> orders) =>
        (_orders, Rules) = (orders, new FaultRules(_vtex.Faults, _vtex.FaultsFired));

    public FaultRules Rules { get; }

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
}
