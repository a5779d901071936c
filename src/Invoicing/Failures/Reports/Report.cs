using Invoicing.Storage;

namespace Invoicing.Failures.Reports;

/// <summary>Failures by cause, counted one after the other: however many there are, only the first are kept.</summary>
internal sealed class Report
{
    private readonly Dictionary<Cause, Tally> _causes = [];
    private readonly Tally _all = new(new(NoticeKind.Unexpected, ""));

    /// <summary>Those of most failures first.</summary>
    public IReadOnlyList<Tally> Causes => [.. _causes.Values.OrderByDescending(tally => tally.Count).ThenBy(tally => tally.Cause.Key, StringComparer.Ordinal)];

    public int Count => _all.Count;

    public int Orders => _all.Orders;

    public MoneyTotals Money => _all.Money;

    public ReportedFailure? Oldest => _all.Oldest;

    /// <summary>Steps that mails have told of and that had not been told to be cured.</summary>
    public long Earlier { get; set; }

    /// <summary>How many of these have gone on since.</summary>
    public long Cured { get; set; }

    public void Add(ReportedFailure failure)
    {
        var cause = failure.Notice.Cause;
        if (!_causes.TryGetValue(cause, out var tally))
        {
            _causes[cause] = tally = new(cause);
        }

        tally.Add(failure);
        _all.Add(failure);
    }

    /// <summary>How many of each cause a mail lists, in the order of <see cref="Causes"/>: a cause of few must not be crowded out by one of many.</summary>
    public IReadOnlyList<int> Listed()
    {
        var causes = Causes;
        var listed = new int[causes.Count];
        for (var left = Tally.MostListed; left > 0 && Enumerable.Range(0, listed.Length).Any(i => listed[i] < causes[i].First.Count);)
        {
            for (var i = 0; i < listed.Length && left > 0; i++)
            {
                if (listed[i] < causes[i].First.Count)
                {
                    listed[i]++;
                    left--;
                }
            }
        }

        return listed;
    }
}
