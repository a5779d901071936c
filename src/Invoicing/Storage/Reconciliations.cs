using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Process;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>A comparison of the OMS's list with what was done, or of our own books alone. Its differences are rows of their own.</summary>
internal sealed record ReconciliationReport
{
    /// <summary>In the order of time; of one that is made once a day it follows from the day.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it was not carried to its end.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Name of the list; null: there was none.</summary>
    public string? List { get; init; }

    public string? Sha256 { get; init; }

    public required string By { get; init; }

    /// <summary>What is invoiced here and was completed in this time should be on the list; null: no time is known.</summary>
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>An order that is not finished so long after it came is told.</summary>
    public TimeSpan UnfinishedAfter { get; init; }

    /// <summary>Entries of the list.</summary>
    public long Listed { get; init; }

    /// <summary>Orders that were looked at here.</summary>
    public long Compared { get; init; }

    /// <summary>Of these, orders of which all agrees.</summary>
    public long Agreeing { get; init; }

    /// <summary>Orders that a person has settled: dismissed, or invoiced elsewhere.</summary>
    public long Settled { get; init; }

    /// <summary>Documents that a system was asked for.</summary>
    public long Asked { get; init; }

    public IReadOnlyList<DifferenceCount> Differences { get; init => field = value ?? []; } = [];

    /// <summary>What was not looked at, and why.</summary>
    public IReadOnlyList<string> Remarks { get; init => field = value ?? []; } = [];

    [JsonIgnore]
    public long Count => Differences.Sum(kind => kind.Count);
}

/// <param name="Money">What the orders are worth, by currency.</param>
internal sealed record DifferenceCount(DifferenceKind Kind, long Count, IReadOnlyDictionary<string, decimal> Money);

/// <summary>One difference of a reconciliation. Free of personal data.</summary>
internal sealed record ReconciledRow
{
    public required DifferenceKind Kind { get; init; }

    /// <summary>Null: an entry of the list that is no order.</summary>
    public string? OrderNo { get; init; }

    public string? OrderId { get; init; }

    public string? Channel { get; init; }

    public string? Store { get; init; }

    public string? Step { get; init; }

    /// <summary>What is at stake; null: not known.</summary>
    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    /// <summary>When the order was completed, or came; null: not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What differs; a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What settles it; the commands can be copied.</summary>
    public required string ToDo { get; init; }
}

/// <summary>A row and its place among those of its reconciliation.</summary>
internal sealed record PlacedRow(long Nr, ReconciledRow Row);

/// <summary>Reconciliations and their differences.</summary>
internal sealed class ReconciliationStore(IDocumentStore store, NpgsqlDataSource database)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(400);

    /// <summary>
    /// Stored anew: one of the same id, which was not carried to its end, goes. So do those that are older than any question.
    /// </summary>
    public async Task Begin(ReconciliationReport report, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var old = report.StartedAt - s_kept;
        session.QueueSqlCommand(
            "delete from reconciliation_rows where report_id in (select id from mt_doc_reconciliation where started_at < ?) "
                + "or report_id = ?",
            old.ToUniversalTime(),
            report.Id);
        session.DeleteWhere<ReconciliationReport>(known => known.StartedAt < old);
        session.Store(report);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>It compared nothing.</summary>
    public async Task Forget(Guid id, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.QueueSqlCommand("delete from reconciliation_rows where report_id = ?", id);
        session.Delete<ReconciliationReport>(id);
        await session.SaveChangesAsync(ct);
    }

    public async Task Save(ReconciliationReport report, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(report);
        await session.SaveChangesAsync(ct);
    }

    public async Task Add(Guid report, IReadOnlyList<PlacedRow> rows, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = connection.Command(
            """
            insert into reconciliation_rows (report_id, nr, kind, data)
            select $1, nr, kind, data::jsonb from unnest($2, $3, $4) as r (nr, kind, data)
            """,
            report);
        command.AddArray(NpgsqlDbType.Bigint, rows.Select(row => row.Nr));
        command.AddArray(NpgsqlDbType.Text, rows.Select(row => row.Row.Kind.ToString()));
        command.AddArray(
            NpgsqlDbType.Text, rows.Select(row => JsonSerializer.Serialize(row.Row, ReconciliationJson.Default.ReconciledRow)));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>Null: there is none.</returns>
    public async Task<ReconciliationReport?> Find(Guid id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<ReconciliationReport>(id, ct);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ReconciliationReport>> List(int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ReconciliationReport>().OrderByDescending(report => report.StartedAt).Take(limit).ToListAsync(ct);
    }

    /// <summary>Those that were carried to their end after a time and not after another, the newest first.</summary>
    public static async Task<IReadOnlyList<ReconciliationReport>> Ended(
        IQuerySession session, DateTimeOffset after, DateTimeOffset until, CancellationToken ct) =>
        await session.Query<ReconciliationReport>()
            .Where(report => report.EndedAt > after && report.EndedAt <= until)
            .OrderByDescending(report => report.StartedAt)
            .ToListAsync(ct);

    /// <returns>When the last one by somebody was begun that was carried to its end; null: none was.</returns>
    public async Task<DateTimeOffset?> LastOf(string by, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var last = await session.Query<ReconciliationReport>()
            .Where(report => report.By == by && report.EndedAt != null)
            .OrderByDescending(report => report.StartedAt)
            .FirstOrDefaultAsync(ct);
        return last?.StartedAt;
    }

    /// <summary>In their order.</summary>
    /// <param name="kind">Null: all.</param>
    /// <param name="after">The last row of the page before.</param>
    public async Task<IReadOnlyList<PlacedRow>> Rows(Guid report, DifferenceKind? kind, long after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Connection!.Query(
            """
            select nr, data
            from reconciliation_rows
            where report_id = $1 and nr > $2 and ($3::text is null or kind = $3)
            order by nr
            limit $4
            """,
            row => new PlacedRow(
                row.GetInt64(0),
                JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(1), ReconciliationJson.Default.ReconciledRow)!),
            ct,
            report,
            after,
            kind?.ToString(),
            limit);
    }
}

/// <summary>What a reconciliation reads of orders.</summary>
internal sealed class ReconciliationQueries(IDocumentStore store)
{
    /// <summary>An order that took longer from its arrival to its completion is not looked at by itself.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(60);

    /// <summary>Those that there are, by their keys.</summary>
    public async Task<IReadOnlyDictionary<Guid, ReceivedRow>> Orders(Guid[] ids, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.Connection!.Query(
            "select id, mt_version, data, mt_created_at from mt_doc_order where id = any($1)", Read, ct, [ids]))
            .ToDictionary(row => row.Row.Id);
    }

    /// <summary>Numbers of the orders that ids of the OMS belong to, by the id's key.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Owners(Guid[] ids, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.Connection!.Query(
            "select i.key, o.order_no from order_ids i join mt_doc_order o on o.id = i.order_key where i.key = any($1)",
            row => (Key: row.GetGuid(0), OrderNo: row.GetString(1)),
            ct,
            [ids])).ToDictionary(owner => owner.Key, owner => owner.OrderNo);
    }

    /// <summary>Orders that were completed since, or changed since then, in the order in which they came.</summary>
    /// <param name="after">The last of the page before; null: the first page.</param>
    public Task<IReadOnlyList<ReceivedRow>> Completed(DateTimeOffset since, ReceivedRow? after, int limit, CancellationToken ct) =>
        Page("is_finished and state = 'Completed' and mt_last_modified >= $5", since - s_longest, after, limit, ct, since);

    /// <summary>The same of orders that are not finished, whenever they came.</summary>
    public Task<IReadOnlyList<ReceivedRow>> Unfinished(ReceivedRow? after, int limit, CancellationToken ct) =>
        Page("not is_finished", DateTimeOffset.UnixEpoch, after, limit, ct);

    // Finished orders have an index by state and time of arrival; of the others there are never many.
    private async Task<IReadOnlyList<ReceivedRow>> Page(
        string which, DateTimeOffset since, ReceivedRow? after, int limit, CancellationToken ct, params object[] further)
    {
        await using var session = store.QuerySession();
        return await session.Connection!.Query(
            $"""
            select id, mt_version, data, mt_created_at
            from mt_doc_order
            where {which} and mt_created_at >= $1 and (mt_created_at, order_no) > ($2, $3)
            order by mt_created_at, order_no
            limit $4
            """,
            Read,
            ct,
            [since, after?.ReceivedAt ?? DateTimeOffset.UnixEpoch, after?.Row.OrderNo ?? "", limit, .. further]);
    }

    /// <summary>As marketplaces showed them last, by their keys.</summary>
    public async Task<IReadOnlyDictionary<string, MarketplaceOrder>> Marketplace(string[] keys, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadManyAsync<MarketplaceOrder>(ct, keys)).ToDictionary(order => order.Id);
    }

    /// <summary>Orders that a marketplace has shown since before a time, by their keys; of these, those that the OMS has not sent.</summary>
    /// <param name="after">The last key of the page before.</param>
    public async Task<(IReadOnlyList<MarketplaceOrder> Page, IReadOnlyList<MarketplaceOrder> NeverSent)> NeverSent(
        DateTimeOffset before, string after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var page = await session.Query<MarketplaceOrder>()
            .Where(order => order.Integration == IntegrationStatus.Seen && order.SeenAt < before && string.Compare(order.Id, after) > 0)
            .OrderBy(order => order.Id)
            .Take(limit)
            .ToListAsync(ct);
        var sent = await session.OrdersOf([.. page.Select(order => order.Id)], ct);
        return (page, [.. page.Where(order => !sent.Contains(order.Id))]);
    }

    /// <summary>Whether an order of a sales channel came since; case is ignored.</summary>
    public async Task<bool> HasCome(string channel, DateTimeOffset since, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.Connection!.Query(
            """
            -- The conditions of the indexes of those that are not finished and of those that are.
            select exists (
                select from mt_doc_order
                where not is_finished and mt_created_at >= $1 and lower(data #>> '{content,salesChannel}') = lower($2))
              or exists (
                select from mt_doc_order
                where is_finished and state in ('Completed', 'NothingToInvoice', 'Dismissed') and mt_created_at >= $1
                  and lower(data #>> '{content,salesChannel}') = lower($2))
            """,
            row => row.GetBoolean(0),
            ct,
            since,
            channel))[0];
    }

    private static ReceivedRow Read(NpgsqlDataReader row) =>
        new(OrderStore.ReadRow(row, 1, 2), row.GetFieldValue<DateTimeOffset>(3));
}

/// <param name="ReceivedAt">On the database's clock.</param>
internal sealed record ReceivedRow(OrderProcess Row, DateTimeOffset ReceivedAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReconciledRow))]
internal sealed partial class ReconciliationJson : JsonSerializerContext;
