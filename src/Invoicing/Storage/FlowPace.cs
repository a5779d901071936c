using Npgsql;

namespace Invoicing.Storage;

/// <summary>How fast the flow goes, and what it has not come to yet.</summary>
/// <param name="Received">Orders that came for the first time in the last five minutes.</param>
/// <param name="Completed">Orders that were completed in the last five minutes, and have not changed since.</param>
/// <param name="UnreadFeeds">Files of orders that are not read to their end.</param>
/// <param name="Events">What marketplaces told of their orders and nobody has looked at.</param>
/// <param name="Groups">Group operations that are under way.</param>
/// <param name="GroupOrders">Orders in them that are not decided about.</param>
internal sealed record FlowPace(
    long Received,
    long Completed,
    long UnreadFeeds,
    DateTimeOffset? OldestFeed,
    long Events,
    DateTimeOffset? OldestEvent,
    long Groups,
    long GroupOrders)
{
    private static readonly TimeSpan s_span = TimeSpan.FromMinutes(5);

    public double CompletedAMinute => Completed / s_span.TotalMinutes;

    /// <summary>How long it takes until nothing of so many orders is left, if it goes on so; null: they do not get fewer.</summary>
    public TimeSpan? Drains(long backlog) => backlog == 0 ? TimeSpan.Zero
        : Completed > Received ? s_span * ((double)backlog / (Completed - Received))
        : null;
}

/// <summary>Reads it, by the database's clock; history costs it nothing.</summary>
internal sealed class FlowPaceQuery(NpgsqlDataSource database)
{
    // The conditions of the indexes of unfinished and of finished orders.
    private const string Sql = """
        select (select count(*) from mt_doc_order where not is_finished and mt_created_at > now() - interval '5 minutes')
                   + (select count(*)
                      from mt_doc_order
                      where is_finished
                        and state in ('Completed', 'NothingToInvoice', 'Dismissed')
                        and mt_created_at > now() - interval '5 minutes'),
               (select count(*)
                from mt_doc_order
                where erased_at is null
                  and is_finished
                  and state = 'Completed'
                  and mt_last_modified > now() - interval '5 minutes'),
               feeds.count, feeds.oldest, events.count, events.oldest, groups.count, groups.orders
        from (select count(*), min((data ->> 'claimedAt')::timestamptz) as oldest from mt_doc_feed where finished_at is null) feeds,
             (select count(*), min((data ->> 'receivedAt')::timestamptz) as oldest from mt_doc_marketplace_event) events,
             (select count(distinct g.id), count(o.nr) as orders
              from mt_doc_group_operation g
              left join group_orders o on o.group_id = g.id and o.state = 'Waiting'
              where g.state = 'Running') groups
        """;

    public async Task<FlowPace> Read(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.Time(3),
            reader.GetInt64(4),
            reader.Time(5),
            reader.GetInt64(6),
            reader.GetInt64(7));
    }
}
