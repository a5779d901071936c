using Npgsql;

namespace Invoicing.Storage;

/// <summary>Orders that wait for a person for one cause.</summary>
/// <param name="Totals">What they are worth, by currency.</param>
/// <param name="Oldest">When the one was changed last that was changed longest ago.</param>
/// <param name="Example">The number of the newest.</param>
internal sealed record FailedGroup(
    Cause Cause, int Orders, IReadOnlyDictionary<string, decimal> Totals, DateTimeOffset Oldest, DateTimeOffset Newest, string Example);

/// <summary>Failed orders by cause: thousands in one statement.</summary>
internal sealed class FailedOrders(NpgsqlDataSource database)
{
    private const int LongestCurrency = 10;

    // An order counts once in each of its causes. Totals that are no amounts would only spoil the sums.
    private const string Sql = """
        with failed as (
            select distinct on (o.id, kind, place) o.order_no, o.mt_last_modified as at, kind, place,
                   coalesce(o.data #>> '{content,currency}', '') as currency,
                   case when abs((o.data #>> '{content,total}')::numeric) < 1e12 then (o.data #>> '{content,total}')::numeric(16, 4) end
                       as total
            from mt_doc_order o
            cross join lateral jsonb_array_elements(o.data -> 'steps') s
            cross join lateral (
                select coalesce(s ->> 'failureKind', 'Unexpected') as kind,
                       case when s ->> 'name' = 'invoice' or s ->> 'name' like 'slip/%' then split_part(s ->> 'name', '/', 1)
                            else concat_ws('/', split_part(s ->> 'name', '/', 1), nullif(split_part(s ->> 'name', '/', 2), ''))
                       end as place
            ) cause
            where not o.is_finished and o.state = 'Failed' and s ->> 'status' = 'Failed'
        )
        select kind, place, currency, count(*), coalesce(sum(total), 0), min(at), max(at), (array_agg(order_no order by at desc))[1]
        from failed
        group by kind, place, currency
        """;

    /// <returns>The largest group first.</returns>
    public async Task<IReadOnlyList<FailedGroup>> ByCause(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<FailedGroup>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(
                new(Notice.KindOf(reader.GetString(0)), reader.GetString(1)),
                (int)reader.GetInt64(3),
                new Dictionary<string, decimal> { [TextSanitizer.Line(reader.GetString(2), LongestCurrency)] = reader.GetDecimal(4) },
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetString(7)));
        }

        return [.. rows.GroupBy(row => row.Cause)
            .Select(same => new FailedGroup(
                same.Key,
                same.Sum(row => row.Orders),
                same.SelectMany(row => row.Totals).GroupBy(total => total.Key, StringComparer.Ordinal)
                    .ToDictionary(one => one.Key, one => one.Sum(total => total.Value), StringComparer.Ordinal),
                same.Min(row => row.Oldest),
                same.Max(row => row.Newest),
                same.MaxBy(row => row.Newest)!.Example))
            .OrderByDescending(group => group.Orders).ThenBy(group => group.Cause.Key, StringComparer.Ordinal)];
    }
}
