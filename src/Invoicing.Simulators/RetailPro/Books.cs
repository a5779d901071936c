namespace Invoicing.Simulators.RetailPro;

/// <summary>
/// Retail Pro's invoices, slips and stock. One lock over all of it, so that a document and its stock are seen together or not at all
/// and the second of two equal numbers is always found.
/// </summary>
internal sealed class Books(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Store, string Upc), decimal> _stock = [];
    private readonly List<InvoiceEntry> _invoices = [];
    private readonly List<SlipEntry> _slips = [];
    private readonly Dictionary<string, InvoiceEntry> _invoiceByOrder = [];
    private readonly Dictionary<string, SlipEntry> _slipByNumber = [];
    private CallCount _invoiceCalls = new(0, 0, 0);
    private CallCount _slipCalls = new(0, 0, 0);

    public void CountReceived(Operation operation)
    {
        lock (_gate)
        {
            Calls(operation) = Calls(operation) with { Received = Calls(operation).Received + 1 };
        }
    }

    /// <summary>
    /// Enters an invoice: every line is taken from the invoicing store, whoever shipped it. Null when the number is refused.
    /// </summary>
    public InvoiceEntry? Enter(Invoice invoice, byte[] body, bool refuseDuplicates)
    {
        lock (_gate)
        {
            if (!Counts(Operation.Invoice, _invoiceByOrder.ContainsKey(invoice.OrderNo), refuseDuplicates))
            {
                return null;
            }

            var entry = new InvoiceEntry(invoice.OrderNo, invoice.InvoicingStore, $"INV{_invoices.Count + 1:D6}", clock.GetUtcNow(), body);
            _invoices.Add(entry);
            _invoiceByOrder.TryAdd(entry.OrderNo, entry);
            foreach (var line in invoice.Lines)
            {
                Move(invoice.InvoicingStore, line.Upc, -line.Quantity);
            }

            return entry;
        }
    }

    /// <summary>Enters a slip: what leaves one store arrives in the other. Null when the number is refused.</summary>
    public SlipEntry? Enter(Slip slip, byte[] body, bool refuseDuplicates)
    {
        lock (_gate)
        {
            if (!Counts(Operation.Slip, _slipByNumber.ContainsKey(slip.SlipNo), refuseDuplicates))
            {
                return null;
            }

            var entry = new SlipEntry(slip.SlipNo, slip.FromStore, slip.ToStore, clock.GetUtcNow(), body);
            _slips.Add(entry);
            _slipByNumber.TryAdd(entry.SlipNo, entry);
            foreach (var line in slip.Lines)
            {
                Move(slip.FromStore, line.Upc, -line.Quantity);
                Move(slip.ToStore, line.Upc, line.Quantity);
            }

            return entry;
        }
    }

    public InvoiceEntry? FindInvoice(string orderNo)
    {
        lock (_gate)
        {
            return _invoiceByOrder.GetValueOrDefault(orderNo);
        }
    }

    public SlipEntry? FindSlip(string slipNo)
    {
        lock (_gate)
        {
            return _slipByNumber.GetValueOrDefault(slipNo);
        }
    }

    public (CallCount Invoice, CallCount Slip) CountCalls()
    {
        lock (_gate)
        {
            return (_invoiceCalls, _slipCalls);
        }
    }

    /// <summary>All of it at one moment; stock by store and product, in ordinal order.</summary>
    public Ledger Copy()
    {
        lock (_gate)
        {
            var stock = _stock
                .Select(entry => new StockEntry(entry.Key.Store, entry.Key.Upc, entry.Value))
                .OrderBy(entry => entry.Store, StringComparer.Ordinal)
                .ThenBy(entry => entry.Upc, StringComparer.Ordinal);
            return new Ledger([.. _invoices], [.. _slips], [.. stock]);
        }
    }

    /// <summary>A clean slate: documents, their numbering, stock and call counts.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _stock.Clear();
            _invoices.Clear();
            _slips.Clear();
            _invoiceByOrder.Clear();
            _slipByNumber.Clear();
            _invoiceCalls = _slipCalls = new CallCount(0, 0, 0);
        }
    }

    private bool Counts(Operation operation, bool isDuplicate, bool refuseDuplicates)
    {
        var applies = !isDuplicate || !refuseDuplicates;
        ref var calls = ref Calls(operation);
        calls = calls with { Applied = calls.Applied + (applies ? 1 : 0), Duplicates = calls.Duplicates + (isDuplicate ? 1 : 0) };
        return applies;
    }

    private ref CallCount Calls(Operation operation) => ref operation == Operation.Invoice ? ref _invoiceCalls : ref _slipCalls;

    private void Move(string store, string upc, decimal quantity) =>
        _stock[(store, upc)] = _stock.GetValueOrDefault((store, upc)) + quantity;
}
