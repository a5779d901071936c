namespace Invoicing.Simulators.RetailPro;

/// <summary>A document in the books, with the received JSON object as it stood in the request.</summary>
/// <param name="DocumentNo">Of an invoice.</param>
internal sealed record Entry(Document Document, string? DocumentNo, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>Requests of one operation.</summary>
/// <param name="Received">Read as a whole, whatever became of them. A request that met <c>down</c> was never read.</param>
/// <param name="Applied">Entered into the books.</param>
/// <param name="Duplicates">Of a number that the books held already, refused or not.</param>
internal readonly record struct CallCount(int Received, int Applied, int Duplicates);

/// <summary>
/// Retail Pro's invoices, slips and stock. One lock over all of it, so that a document and its stock are seen together or not at all
/// and the second of two equal numbers is always found.
/// </summary>
internal sealed class Books(TimeProvider clock)
{
    // Taking away 28 zeros takes away trailing ones, so 2.50 and 2.5 are written alike whatever was added up.
    private const decimal Plain = 1.0000000000000000000000000000m;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Store, string Upc), decimal> _stock = [];
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<(Operation Operation, string Number), Entry> _first = [];
    private readonly HashSet<string> _notReceived = [];
    private CallCount _invoiceCalls;
    private CallCount _slipCalls;

    public void CountReceived(Operation operation)
    {
        lock (_gate)
        {
            ref var calls = ref Calls(operation);
            calls = calls with { Received = calls.Received + 1 };
        }
    }

    /// <summary>
    /// Enters a document: what leaves one store arrives, if it is a slip, in the other. Null when the number is refused.
    /// </summary>
    public Entry? Enter(Document document, byte[] body, bool refuseDuplicates)
    {
        lock (_gate)
        {
            var isDuplicate = _first.ContainsKey((document.Operation, document.Number));
            var applies = !isDuplicate || !refuseDuplicates;
            ref var calls = ref Calls(document.Operation);
            calls = calls with { Applied = calls.Applied + (applies ? 1 : 0), Duplicates = calls.Duplicates + (isDuplicate ? 1 : 0) };
            if (!applies)
            {
                return null;
            }

            var documentNo = document.Operation == Operation.Invoice ? $"INV{calls.Applied:D6}" : null;
            var entry = new Entry(document, documentNo, clock.GetUtcNow(), body);
            _entries.Add(entry);
            _first.TryAdd((document.Operation, document.Number), entry);
            foreach (var line in document.Lines)
            {
                Move(document.FromStore, line.Upc, -line.Quantity);
                if (document.ToStore is { } toStore)
                {
                    Move(toStore, line.Upc, line.Quantity);
                }
            }

            return entry;
        }
    }

    public Entry? Find(Operation operation, string number)
    {
        lock (_gate)
        {
            return _first.GetValueOrDefault((operation, number));
        }
    }

    /// <summary>Whether the store has received the goods of a slip: it has, unless it was said that it has not.</summary>
    public bool IsReceived(string slipNo)
    {
        lock (_gate)
        {
            return !_notReceived.Contains(slipNo);
        }
    }

    public void SetReceived(string slipNo, bool isReceived)
    {
        lock (_gate)
        {
            _ = isReceived ? _notReceived.Remove(slipNo) : _notReceived.Add(slipNo);
        }
    }

    /// <summary>It was deleted by hand, as in the real system: nothing is known of it any more, and stock stays as it is.</summary>
    public bool Forget(Operation operation, string number)
    {
        lock (_gate)
        {
            return _first.Remove((operation, number));
        }
    }

    public object CountCalls()
    {
        lock (_gate)
        {
            return new { Invoice = _invoiceCalls, Slip = _slipCalls };
        }
    }

    /// <summary>
    /// All of it at one moment: documents in the order in which they were entered; the change of stock since the start by store and
    /// product, in ordinal order, with a row for what is back at zero.
    /// </summary>
    public object Ledger()
    {
        lock (_gate)
        {
            var entries = _entries.ToLookup(entry => entry.Document.Operation);
            return new
            {
                Invoices = entries[Operation.Invoice].Select(entry => new
                {
                    OrderNo = entry.Document.Number,
                    InvoicingStore = entry.Document.FromStore,
                    entry.DocumentNo,
                    entry.ReceivedAt,
                    entry.Body,
                }),
                Slips = entries[Operation.Slip].Select(entry => new
                {
                    SlipNo = entry.Document.Number,
                    entry.Document.FromStore,
                    entry.Document.ToStore,
                    entry.ReceivedAt,
                    entry.Body,
                }),
                Stock = _stock
                    .OrderBy(row => row.Key.Store, StringComparer.Ordinal)
                    .ThenBy(row => row.Key.Upc, StringComparer.Ordinal)
                    .Select(row => new { row.Key.Store, row.Key.Upc, Quantity = row.Value / Plain })
                    .ToArray(),
            };
        }
    }

    /// <summary>A clean slate: documents, their numbering, stock and call counts.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _stock.Clear();
            _entries.Clear();
            _first.Clear();
            _notReceived.Clear();
            _invoiceCalls = _slipCalls = default;
        }
    }

    private ref CallCount Calls(Operation operation) => ref operation == Operation.Invoice ? ref _invoiceCalls : ref _slipCalls;

    private void Move(string store, string upc, decimal quantity) =>
        _stock[(store, upc)] = _stock.GetValueOrDefault((store, upc)) + quantity;
}
