namespace Invoicing.Failures.Reports;

/// <summary>Counts failures of one cause, and keeps the first of them.</summary>
internal sealed class Tally(Cause cause)
{
    /// <summary>As many as a mail lists; a storm can be of any size.</summary>
    public const int MostListed = 200;

    private readonly HashSet<string> _orders = [];
    private readonly List<ReportedFailure> _first = [];

    public Cause Cause => cause;

    public int Count { get; private set; }

    public int Orders => _orders.Count;

    /// <summary>Of the orders, each counted once.</summary>
    public MoneyTotals Money { get; } = new();

    public ReportedFailure? Oldest { get; private set; }

    public IReadOnlyList<ReportedFailure> First => _first;

    public void Add(ReportedFailure failure)
    {
        Count++;
        if (failure.Notice.OrderNo is { } orderNo && _orders.Add(orderNo) && failure.Total is { } total)
        {
            Money.Add(total, failure.Currency);
        }

        if (Oldest is null || failure.Notice.FailedAt < Oldest.Notice.FailedAt)
        {
            Oldest = failure;
        }

        if (_first.Count < MostListed)
        {
            _first.Add(failure);
        }
    }
}
