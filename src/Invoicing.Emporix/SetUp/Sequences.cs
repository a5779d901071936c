using Invoicing.Storage;
using Marten;

namespace Invoicing.Emporix.SetUp;

/// <summary>What is to be drawn.</summary>
/// <param name="OrderIds">Whose invoices are numbered, in this order; null: it is drawn over HTTP.</param>
internal sealed record NumberRequest(
    string Tenant,
    string Type,
    string? SiteCode,
    string? SequenceKey = null,
    IReadOnlyDictionary<string, string>? Placeholders = null,
    int Count = 1,
    IReadOnlyList<string>? OrderIds = null,
    string? DrawnBy = null);

/// <summary>
/// Draws from the tenant's series, in the transaction of whoever keeps what was drawn: both are there or neither, so there are no gaps.
/// </summary>
internal static class Sequences
{
    private const int AtATime = 100;

    /// <summary>More numbers than these, one after the other, are not passed over.</summary>
    private const int MostSkipped = 10_000;

    /// <summary>Held by everybody who draws, and by everybody who changes what is drawn from.</summary>
    public static Task LockSetUp(this IDocumentSession session, string tenant, CancellationToken ct) =>
        session.LockInTransaction($"emporix/{tenant}", ct);

    public static Task<SequenceSchema?> ActiveSchema(this IQuerySession session, string tenant, string type, CancellationToken ct) =>
        session.Query<SequenceSchema>().FirstOrDefaultAsync(
            schema => schema.Tenant == tenant && schema.SchemaType == type && schema.Active, ct);

    /// <param name="session">With the set-up's lock (<see cref="LockSetUp"/>); to be saved.</param>
    /// <exception cref="NoNumberException">There is none.</exception>
    public static async Task<IReadOnlyList<DrawnNumber>> Draw(
        this IDocumentSession session, NumberRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var (tenant, type) = (request.Tenant, request.Type);
        var schema = await session.ActiveSchema(tenant, type, ct)
            ?? throw new NoNumberException($"{tenant} has no active schema of the type {type}.");
        var site = request.SiteCode is { } code ? await session.LoadAsync<StoredSite>(StoredSite.IdOf(tenant, code), ct) : null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site?.ToSite().Zone ?? EmporixSite.DefaultZone);
        var values = new PlaceholderValues(request.Placeholders ?? new Dictionary<string, string>(), site?.WithMixins(), now, zone);
        var series = SequenceCounter.SeriesOf(schema.Id, request.SequenceKey);
        var last = (await session.LoadAsync<SequenceCounter>(series, ct))?.Last ?? schema.StartValue - 1;
        var records = new List<EmporixNumber>();
        for (var drawn = 0; drawn < request.Count;)
        {
            if (records.Count - drawn >= MostSkipped)
            {
                throw new NoNumberException(
                    $"The schema {schema.Name} of {tenant} makes numbers that were there before, such as {records[^1].Number}: give it a "
                    + "startValue or a text that makes new ones.");
            }

            // Hardly ever was one there before; then there may be many of them.
            var next = Next(schema, last, values, records.Count == 0 ? Math.Min(request.Count, AtATime) : AtATime);
            var taken = await Taken(session, request, [.. next.Select(one => one.Number)], ct);
            foreach (var (counter, number) in next.TakeWhile(_ => drawn < request.Count))
            {
                var isTaken = taken.TryGetValue(number, out var earlier);
                last = counter;
                records.Add(new EmporixNumber
                {
                    Id = EmporixNumber.IdOf(series, counter),
                    Tenant = tenant,
                    Type = type,
                    Schema = schema.Name,
                    Series = series,
                    Counter = counter,
                    Number = number,
                    At = now,
                    OrderId = isTaken ? null : request.OrderIds?[drawn],
                    DrawnBy = isTaken ? null : request.DrawnBy,
                    Skipped = isTaken ? $"{number} was there before, {earlier}" : null,
                });
                drawn += isTaken ? 0 : 1;
            }
        }

        session.Store(records.AsEnumerable());
        session.Store(new SequenceCounter { Id = series, Last = last });
        return [.. records.Where(record => record.Skipped is null).Select(record => new DrawnNumber(record.Number, now, zone.Id))];
    }

    private static List<(long Counter, string Number)> Next(SequenceSchema schema, long last, PlaceholderValues values, int most)
    {
        var next = Enumerable.Range(1, most).Select(i => last + i).TakeWhile(counter => counter <= schema.MaxValue)
            .Select(counter => (counter, SequenceId.Build(schema, counter, values))).ToList();
        return next.Count > 0 ? next
            : throw new NoNumberException(
                $"The schema {schema.Name} of {schema.Tenant} has no number left: its maxValue is {schema.MaxValue}.");
    }

    /// <summary>
    /// A schema that was replaced may count anew. No invoice gets a number that was ever drawn, and nobody gets one that an invoice has;
    /// that several keys of one type make the same ids is their caller's wish.
    /// </summary>
    private static async Task<Dictionary<string, string>> Taken(
        IDocumentSession session, NumberRequest request, string[] numbers, CancellationToken ct)
    {
        var (tenant, type) = (request.Tenant, request.Type);
        var known = await session.Query<EmporixNumber>()
            .Where(one => one.Tenant == tenant && one.Type == type && one.Number.IsOneOf(numbers) && one.Skipped == null)
            .ToListAsync(ct);
        if (request.OrderIds is not null)
        {
            // Of a time when Emporix kept the series.
            var others = await session.Query<EmporixInvoice>()
                .Where(invoice => invoice.Tenant == tenant && invoice.Number.IsOneOf(numbers)).ToListAsync(ct);
            var drawn = known.Select(one => one.Number).ToHashSet();
            known =
            [
                .. known,
                .. others.Where(invoice => !drawn.Contains(invoice.Number!)).Select(invoice => new EmporixNumber
                {
                    Tenant = tenant, Type = type, Schema = "", Series = "", Counter = 0, Number = invoice.Number!,
                    OrderId = invoice.OrderId, At = invoice.NumberedAt!.Value,
                }),
            ];
        }

        return known.Where(one => request.OrderIds is not null || one.OrderId is not null)
            .GroupBy(one => one.Number)
            .ToDictionary(same => same.Key, same => same.First() is { OrderId: { } order } ? $"for order {order}" : "drawn over HTTP");
    }
}
