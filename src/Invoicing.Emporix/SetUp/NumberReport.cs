using Invoicing.Process;
using Marten;

namespace Invoicing.Emporix.SetUp;

internal enum NumberFate
{
    /// <summary>It was given away.</summary>
    Issued,

    /// <summary>It is no invoice's, and will be none's.</summary>
    Voided,

    /// <summary>It may have been drawn, and nobody knows of it.</summary>
    LostAnswer,
}

/// <summary>What became of a number, or of several in a row.</summary>
/// <param name="Number">Null: only the counters are known.</param>
internal sealed record NumberRow(
    string Schema,
    string Series,
    long First,
    long Last,
    string? Number,
    NumberFate Fate,
    string? OrderId = null,
    DateTimeOffset? At = null,
    string? Reason = null);

/// <summary>Accounts for every number of a tenant's invoices between the first and the last of each series.</summary>
internal sealed class NumberReport(IDocumentStore store)
{
    public async Task<IReadOnlyList<NumberRow>> Of(string tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var numbers = await session.Query<EmporixNumber>()
            .Where(number => number.Tenant == tenant && number.Type == SequenceSchema.InvoiceType)
            .ToListAsync(ct);
        var orders = EmporixOrders.NumberOf(tenant, "");
        var dismissed = await session.Query<OrderProcess>()
            .Where(order => order.OrderNo.StartsWith(orders) && order.State == OrderState.Dismissed)
            .Select(order => order.OrderNo)
            .ToListAsync(ct);
        var voided = dismissed.Select(orderNo => orderNo[orders.Length..]).ToHashSet();
        return numbers.Count > 0 ? Rows(numbers, voided) : await OfEmporix(session, tenant, voided, ct);
    }

    /// <summary>Of series that Emporix keeps no more is known than what was drawn for invoices, and what was drawn in vain.</summary>
    private static async Task<IReadOnlyList<NumberRow>> OfEmporix(
        IQuerySession session, string tenant, HashSet<string> dismissed, CancellationToken ct)
    {
        const string Series = "Emporix";
        var rows = new List<NumberRow>();
        await foreach (var invoice in session.Query<EmporixInvoice>().Where(invoice => invoice.Tenant == tenant)
            .OrderBy(invoice => invoice.NumberedAt).ToAsyncEnumerable(ct))
        {
            rows.AddRange(invoice.LostDraws.Select(at => new NumberRow(
                Series, Series, 0, 0, null, NumberFate.LostAnswer, invoice.OrderId, at, "the answer to a draw was lost")));
            rows.AddRange(invoice.TakenNumbers.Select(taken => new NumberRow(
                Series, Series, 0, 0, taken.Number, NumberFate.Voided, invoice.OrderId, taken.At,
                $"{taken.Number} was there before, for order {taken.OrderId}")));
            if (invoice.Number is { } number)
            {
                var isVoid = dismissed.Contains(invoice.OrderId);
                rows.Add(new(
                    Series, Series, 0, 0, number, isVoid ? NumberFate.Voided : NumberFate.Issued, invoice.OrderId, invoice.NumberedAt,
                    isVoid ? "its order was dismissed" : null));
            }
        }

        return rows;
    }

    /// <param name="dismissed">Orders that a person has dismissed.</param>
    public static IReadOnlyList<NumberRow> Rows(IEnumerable<EmporixNumber> numbers, IReadOnlySet<string> dismissed)
    {
        var rows = new List<NumberRow>();
        foreach (var series in numbers.GroupBy(number => number.Series).OrderBy(series => series.Min(number => number.At)))
        {
            var next = series.Min(number => number.Counter);
            foreach (var number in series.OrderBy(number => number.Counter))
            {
                if (number.Counter > next)
                {
                    var before = number.Counter - 1;
                    rows.Add(new(
                        number.Schema, number.Series, next, before, null, NumberFate.LostAnswer, Reason: "nothing is stored of it"));
                }

                rows.Add(Row(number, dismissed));
                next = number.Counter + 1;
            }
        }

        return rows;
    }

    private static NumberRow Row(EmporixNumber number, IReadOnlySet<string> dismissed)
    {
        var (fate, reason) = number switch
        {
            { Skipped: { } why } => (NumberFate.Voided, why),
            { OrderId: { } order } when dismissed.Contains(order) => (NumberFate.Voided, "its order was dismissed"),
            { OrderId: null } => (NumberFate.Issued, $"drawn over HTTP by {number.DrawnBy}"),
            _ => (NumberFate.Issued, null),
        };
        return new(
            number.Schema, number.Series, number.Counter, number.Counter, number.Number, fate, number.OrderId, number.At, reason);
    }
}
