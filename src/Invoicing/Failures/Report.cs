using System.Globalization;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Failures;

/// <summary>Failures by cause, counted one after the other: however many there are, only the first are kept.</summary>
internal sealed class Report
{
    private readonly Dictionary<Cause, CauseTally> _causes = [];
    private readonly CauseTally _all = new(new(NoticeKind.Unexpected, ""));

    /// <summary>Those of most failures first.</summary>
    public IReadOnlyList<CauseTally> Causes =>
        [.. _causes.Values.OrderByDescending(tally => tally.Count).ThenBy(tally => tally.Cause.Key, StringComparer.Ordinal)];

    public int Count => _all.Count;

    public int Orders => _all.Orders;

    public MoneyTotals Money => _all.Money;

    /// <summary>Of the first failures, each once; null: none was recorded.</summary>
    public IReadOnlyList<string>? Traces =>
        _all.First.Select(notice => notice.Trace).OfType<string>().DistinctBy(Telemetry.IdOf).ToList() is { Count: > 0 } recorded
            ? recorded
            : null;

    /// <summary>Steps that mails have told of and that had not been told to be cured.</summary>
    public long Earlier { get; set; }

    /// <summary>How many of these have gone on since.</summary>
    public long Cured { get; set; }

    public void Add(Notice notice)
    {
        _causes.TryAdd(notice.Cause, new(notice.Cause));
        _causes[notice.Cause].Add(notice);
        _all.Add(notice);
    }

    /// <summary>
    /// How many of each cause a mail lists, in the order of <see cref="Causes"/>: a cause of few must not be crowded out by one of many.
    /// </summary>
    public IReadOnlyList<int> Listed()
    {
        // In turns: the first of each cause, the second of each that has one, and so on.
        var causes = Causes;
        var listed = causes.SelectMany((tally, cause) => tally.First.Select((_, turn) => (cause, turn)))
            .OrderBy(entry => entry.turn)
            .Take(CauseTally.MostListed)
            .ToLookup(entry => entry.cause);
        return [.. causes.Select((_, cause) => listed[cause].Count())];
    }
}

/// <summary>Counts failures of one cause, and keeps the first of them.</summary>
internal sealed class CauseTally(Cause cause)
{
    /// <summary>As many as a mail lists; a storm can be of any size.</summary>
    public const int MostListed = 200;

    private readonly HashSet<string> _orders = [];

    public Cause Cause => cause;

    public int Count { get; private set; }

    public int Orders => _orders.Count;

    /// <summary>Of the orders, each counted once.</summary>
    public MoneyTotals Money { get; } = new();

    public Notice? Oldest { get; private set; }

    public List<Notice> First { get; } = [];

    public void Add(Notice notice)
    {
        Count++;
        if (notice.OrderNo is { } orderNo && _orders.Add(orderNo) && notice.Total is { } total)
        {
            Money.Add(total, notice.Currency);
        }

        if (Oldest is null || notice.FailedAt < Oldest.FailedAt)
        {
            Oldest = notice;
        }

        if (First.Count < MostListed)
        {
            First.Add(notice);
        }
    }
}

/// <summary>A sum for each currency.</summary>
internal sealed class MoneyTotals
{
    private readonly SortedDictionary<string, decimal> _sums = new(StringComparer.Ordinal);

    public void Add(decimal amount, string? currency) => _sums[currency ?? ""] = _sums.GetValueOrDefault(currency ?? "") + amount;

    /// <summary>Such as <c>1,204.50 USD + 3.00 EUR</c>; null when there is none.</summary>
    public override string? ToString() => _sums.Count == 0 ? null : string.Join(" + ", _sums.Select(sum => Of(sum.Value, sum.Key)));

    /// <returns>Null: no amount.</returns>
    public static string? Of(decimal? amount, string? currency) =>
        amount is null ? null : string.Create(CultureInfo.InvariantCulture, $"{amount:#,##0.00##} {currency}").TrimEnd();
}
