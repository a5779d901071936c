namespace Invoicing.Simulators.Vtex;

/// <summary>A call that has come, whatever became of it.</summary>
internal sealed record ReceivedCall(string Account, string Method, string Path, string Operation, string? OrderId, DateTimeOffset At)
{
    /// <summary>Of an invoice known when its body has been read: a return is one of its own.</summary>
    public string Operation { get; set; } = Operation;

    /// <summary>Null while the call is under way, and when no answer was given.</summary>
    public int? Status { get; set; }

    /// <summary>The kind of the fault that it met.</summary>
    public FaultKind? Fault { get; set; }
}

/// <summary>An invoice that was taken. A number that comes again adds a receipt and nothing else.</summary>
internal sealed record BookedInvoice(
    string Account, string OrderId, string Type, string InvoiceNumber, long InvoiceValue, DateTimeOffset ReceivedAt, byte[] Body)
{
    public List<string> Receipts { get; } = [];
}

/// <summary>A tracking number of an invoice.</summary>
internal sealed record BookedTracking(
    string Account, string OrderId, string InvoiceNumber, string TrackingNumber, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>Events of a parcel that came with one call.</summary>
internal sealed record BookedEvents(string Account, string OrderId, string InvoiceNumber, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>Money that an <c>Input</c> invoice gave back by itself.</summary>
internal sealed record Refund(string Account, string OrderId, string InvoiceNumber, long Value, DateTimeOffset At);

/// <summary>What was done to this VTEX, in the order in which it came: tests compare with it.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<BookedInvoice> _invoices = [];
    private readonly List<BookedTracking> _tracking = [];
    private readonly List<BookedEvents> _events = [];
    private readonly List<Refund> _refunds = [];
    private readonly List<ReceivedCall> _calls = [];

    public void Add(BookedInvoice invoice, string receipt)
    {
        lock (_gate)
        {
            invoice.Receipts.Add(receipt);
            _invoices.Add(invoice);
        }
    }

    public void AddReceipt(string account, string orderId, string invoiceNumber, string receipt)
    {
        lock (_gate)
        {
            _invoices.Find(invoice => (invoice.Account, invoice.OrderId, invoice.InvoiceNumber) == (account, orderId, invoiceNumber))
                ?.Receipts.Add(receipt);
        }
    }

    public void Add(BookedTracking tracking) => Add(_tracking, tracking);

    public void Add(BookedEvents events) => Add(_events, events);

    public void Add(Refund refund) => Add(_refunds, refund);

    public void Add(ReceivedCall call) => Add(_calls, call);

    public void Note(ReceivedCall call, FaultKind? fault, int? status)
    {
        lock (_gate)
        {
            call.Fault = fault;
            call.Status = status;
        }
    }

    /// <summary>All of it at one moment.</summary>
    public object Describe()
    {
        lock (_gate)
        {
            return new
            {
                Invoices = _invoices
                    .Select(invoice => new
                    {
                        invoice.Account,
                        invoice.OrderId,
                        invoice.Type,
                        invoice.InvoiceNumber,
                        invoice.InvoiceValue,
                        invoice.ReceivedAt,
                        invoice.Body,
                        Receipts = invoice.Receipts.ToArray(),
                    })
                    .ToArray(),
                Tracking = _tracking.ToArray(),
                Events = _events.ToArray(),
                Refunds = _refunds.ToArray(),
                Calls = _calls.Select(call => call with { }).ToArray(),
            };
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _invoices.Clear();
            _tracking.Clear();
            _events.Clear();
            _refunds.Clear();
            _calls.Clear();
        }
    }

    private void Add<T>(List<T> list, T entry)
    {
        lock (_gate)
        {
            list.Add(entry);
        }
    }
}
