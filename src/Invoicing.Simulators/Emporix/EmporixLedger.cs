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
    private readonly List<BookedCapture> _captures = [];
    private readonly List<BookedCalculation> _calculations = [];
    private readonly List<DrawnNumber> _numbers = [];
    private readonly List<ReceivedCall> _calls = [];

    public void Add(BookedCapture capture) => Add(_captures, capture);

    public void Add(BookedCalculation calculation) => Add(_calculations, calculation);

    public void Add(DrawnNumber number) => Add(_numbers, number);

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
                Captures = _captures.ToArray(),
                Calculations = _calculations.ToArray(),
                Numbers = _numbers.ToArray(),
                Calls = _calls.Select(call => call with { }).ToArray(),
            };
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _captures.Clear();
            _calculations.Clear();
            _numbers.Clear();
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
