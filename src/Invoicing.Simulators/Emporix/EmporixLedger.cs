namespace Invoicing.Simulators.Emporix;

/// <summary>A call that has come, whatever became of it.</summary>
/// <param name="Tenant">Null for a call that asks for a token.</param>
internal sealed record ReceivedCall(
    string? Tenant, string Method, string Path, string Operation, string? OrderId, string? TransactionId, DateTimeOffset At)
{
    /// <summary>Null while the call is under way, and when no answer was given.</summary>
    public int? Status { get; set; }

    /// <summary>The kind of the fault that it met.</summary>
    public FaultKind? Fault { get; set; }
}

/// <summary>Money that the gateway took.</summary>
internal sealed record BookedCapture(
    string Tenant, string TransactionId, decimal Amount, string Currency, string CaptureId, DateTimeOffset ReceivedAt);

/// <summary>A recalculation of an order, and the total to which it led.</summary>
internal sealed record BookedCalculation(string Tenant, string OrderId, decimal? GrossValue, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>A number that was drawn, whether or not its answer arrived.</summary>
internal sealed record DrawnNumber(
    string Tenant, string Id, string SchemaType, string SchemaId, string? SequenceKey, string? SiteCode, DateTimeOffset ReceivedAt);

/// <summary>What was done to this Emporix, in the order in which it came: tests compare with it.</summary>
internal sealed class EmporixLedger
{
    private readonly Lock _gate = new();
    private readonly List<object> _entries = [];

    public void Add(object entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }
    }

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
                Captures = _entries.OfType<BookedCapture>().ToArray(),
                Calculations = _entries.OfType<BookedCalculation>().ToArray(),
                Numbers = _entries.OfType<DrawnNumber>().ToArray(),
                Calls = _entries.OfType<ReceivedCall>().Select(call => call with { }).ToArray(),
            };
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }
}
