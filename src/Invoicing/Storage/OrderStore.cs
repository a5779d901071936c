using System.Text.Json;
using Invoicing.Process;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>The rows of orders in PostgreSQL: loads, inserts and updates of many messages share one round trip and one commit.</summary>
internal sealed class OrderStore : IOrderStore, IAsyncDisposable
{
    // A decision under lock holds a connection while it may wait for slip numbers, which need one too: never all of the pool.
    private const int LocksAtATime = 8;

    private readonly NpgsqlDataSource _database;
    private readonly RowCache _known;
    private readonly SemaphoreSlim _locks = new(LocksAtATime);
    private readonly GroupCommit<Guid, OrderProcess?> _loads;
    private readonly GroupCommit<OrderWrite, Written> _inserts;
    private readonly GroupCommit<OrderWrite, Written> _updates;
    private readonly GroupCommit<SlipNumberRequest, IReadOnlyList<string>> _slipNumbers;

    public OrderStore(NpgsqlDataSource database, RowCache known, IOptions<PostgresSettings> settings)
    {
        var largestBatch = settings.Value.LargestBatch;
        (_database, _known) = (database, known);
        _loads = new(largestBatch, id => id, LoadMany);
        _inserts = new(largestBatch, write => write.Id, (writes, ct) => WriteMany(InsertSql, writes, ct));
        _updates = new(largestBatch, write => write.Id, (writes, ct) => WriteMany(UpdateSql, writes, ct));
        _slipNumbers = new(largestBatch, request => request, DrawSlipNumbers);
    }

    public Task<OrderProcess?> Load(Guid id, CancellationToken ct) => _loads.Run(id, ct);

    public async Task<bool> Insert(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        var written = await _inserts.Run(new(id, row, dueIn), ct);
        return written.OwnerOfId is { } owner
            ? throw new OrderIdConflictException(row.OrderNo, row.Content.OrderId!, owner)
            : written.IsSaved;
    }

    public async Task<bool> Update(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct) =>
        (await _updates.Run(new(id, row, dueIn), ct)).IsSaved;

    public async Task<IOrderLock?> Lock(Guid id, CancellationToken ct)
    {
        await _locks.WaitAsync(ct);
        var locked = new OrderLock(id, () => _locks.Release());
        try
        {
            if (await locked.Open(_database, ct))
            {
                return locked;
            }
        }
        catch
        {
            await locked.DisposeAsync();
            throw;
        }

        await locked.DisposeAsync();
        return null;
    }

    /// <exception cref="PostgresException">All 99,999,999 numbers are used up.</exception>
    public async Task<IReadOnlyList<string>> TakeSlipNumbers(int count, CancellationToken ct) =>
        count == 0 ? [] : await _slipNumbers.Run(new SlipNumberRequest(count), ct);

    public async ValueTask DisposeAsync()
    {
        await _loads.DisposeAsync();
        await _inserts.DisposeAsync();
        await _updates.DisposeAsync();
        await _slipNumbers.DisposeAsync();
    }

    private const string Rows = """
        with v as (
            select *
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $15)
                as v (id, order_no, oms_id, version, state, due_in, is_finished, invoicing_store, data, oms_key, waits_for)
        ),
        """;

    private const string Told = """

        ), told as (
            insert into timeline (order_id, state, what, details)
            select t.id, t.state, t.what, t.details
            from unnest($11, $12, $13, $14) with ordinality as t (id, state, what, details, nr)
            join saved using (id)
            order by t.nr
        )

        """;

    /// <summary>
    /// Leaves out the orders whose id of the OMS belongs to another order, and names that. The claim says nothing of conflicts: an id that
    /// somebody else claims at this moment undoes the statement, and the next one finds it owned.
    /// </summary>
    internal const string InsertSql = Rows + """
        owned as (
            select v.id, coalesce(o.order_no, 'that was deleted') as order_no
            from v
            join order_ids i on i.key = v.oms_key
            left join mt_doc_order o on o.id = i.order_key
            where i.order_key <> v.id
        ), saved as (
            insert into mt_doc_order (
                id, data, mt_version, order_no, oms_id, state, is_finished, due_at, waits_for, resumed, invoicing_store)
            select id, data, version + 1, order_no, oms_id, state, is_finished, now() + due_in, waits_for, 0, invoicing_store
            from v
            where id not in (select id from owned)
            order by id
            on conflict do nothing
            returning id
        ), claimed as (
            insert into order_ids (key, order_key)
            select v.oms_key, v.id
            from v
            join saved using (id)
            where v.oms_key is not null
        """ + Told + """
        select id, null as owner from saved
        union all
        select id, order_no from owned
        """;

    internal const string UpdateSql = Rows + """
        saved as (
            update mt_doc_order o
            set data             = v.data,
                mt_version       = v.version + 1,
                mt_last_modified = now(),
                oms_id           = v.oms_id,
                state            = v.state,
                is_finished      = v.is_finished,
                due_at           = now() + v.due_in,
                waits_for        = v.waits_for,
                resumed          = 0,
                invoicing_store  = v.invoicing_store,
                -- newer content may bring personal data again
                erased_at        = null
            from v
            where o.id = v.id and o.mt_version = v.version
            returning o.id
        """ + Told + """
        select id, null as owner from saved
        """;

    private async Task<IReadOnlyList<OrderProcess?>> LoadMany(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var known = ids.Select(_known.Find).ToList();
        await using var command = _database.CreateCommand("""
            select k.nr, o.mt_version, case when o.mt_version is distinct from k.version then o.data end
            from unnest($1, $2) with ordinality as k (id, version, nr)
            join mt_doc_order o on o.id = k.id
            """);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = known.Select(row => row?.Version ?? -1).ToArray() });
        var found = new OrderProcess?[ids.Count];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var nr = (int)reader.GetInt64(0) - 1;
            found[nr] = _known.Read(ids[nr], known[nr], reader, 1, 2);
        }

        return found;
    }

    private async Task<IReadOnlyList<Written>> WriteMany(string sql, IReadOnlyList<OrderWrite> writes, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(sql);
        // Of new orders with the same id of the OMS the first; the others, not saved, come again and find it owned.
        Bind(command, [.. writes.DistinctBy(write => (write.Row.Version == 0 ? write.OmsKey : null) ?? write.Id)]);
        var (saved, owners) = (new HashSet<Guid>(), new Dictionary<Guid, string>());
        // To its end before anything is remembered: the server commits only after the last row was sent.
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                if (reader.IsDBNull(1))
                {
                    saved.Add(reader.GetGuid(0));
                }
                else
                {
                    owners.Add(reader.GetGuid(0), reader.GetString(1));
                }
            }
        }

        foreach (var write in writes.Where(write => saved.Contains(write.Id)))
        {
            _known.Remember(write.Id, write.Row with { Version = write.Row.Version + 1 });
        }

        return [.. writes.Select(write => new Written(saved.Contains(write.Id), owners.GetValueOrDefault(write.Id)))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> DrawSlipNumbers(
        IReadOnlyList<SlipNumberRequest> requests,
        CancellationToken ct)
    {
        await using var command = _database.CreateCommand("select nextval('slip_numbers') from generate_series(1, $1)");
        command.Parameters.Add(new() { Value = requests.Sum(request => request.Count) });
        var numbers = new Queue<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            numbers.Enqueue(reader.GetInt64(0).ToString("00000000"));
        }

        return [.. requests.Select(
            request => (IReadOnlyList<string>)[.. Enumerable.Range(0, request.Count).Select(_ => numbers.Dequeue())])];
    }

    internal static void Bind(NpgsqlCommand command, IReadOnlyList<OrderWrite> writes)
    {
        command.AddArray(NpgsqlDbType.Uuid, writes.Select(w => w.Id));
        command.AddArray(NpgsqlDbType.Text, writes.Select(w => w.Row.OrderNo));
        command.AddArray(NpgsqlDbType.Text, writes.Select(w => w.Row.OmsId));
        command.AddArray(NpgsqlDbType.Integer, writes.Select(w => w.Row.Version));
        command.AddArray(NpgsqlDbType.Text, writes.Select(w => w.Row.State.ToString()));
        command.AddArray(NpgsqlDbType.Interval, writes.Select(w => w.DueIn));
        command.AddArray(NpgsqlDbType.Boolean, writes.Select(w => w.Row.IsFinished));
        command.AddArray(NpgsqlDbType.Text, writes.Select(w => w.Row.InvoicingStore));
        command.AddArray(
            NpgsqlDbType.Jsonb, writes.Select(w => JsonSerializer.SerializeToUtf8Bytes(w.Row, ProcessJson.Default.OrderProcess)));
        command.AddArray(NpgsqlDbType.Uuid, writes.Select(w => w.OmsKey));

        var news = writes.SelectMany(
            w => w.Row.NewTimelineEntries.Select(entry => (w.Id, State: w.Row.State.ToString(), entry.What, entry.Details))).ToList();
        command.AddArray(NpgsqlDbType.Uuid, news.Select(n => n.Id));
        command.AddArray(NpgsqlDbType.Text, news.Select(n => n.State));
        command.AddArray(NpgsqlDbType.Text, news.Select(n => n.What));
        command.AddArray(NpgsqlDbType.Json, news.Select(n => n.Details is null ? null : JsonSerializer.SerializeToUtf8Bytes(n.Details)));
        command.AddArray(NpgsqlDbType.Text, writes.Select(w => w.Row.WaitsFor));
    }

    internal static OrderProcess ReadRow(NpgsqlDataReader reader, int version, int document) =>
        JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(document), ProcessJson.Default.OrderProcess)! with
        {
            Version = reader.GetInt32(version),
        };

    /// <param name="OwnerOfId">Number of the order to which the id of the OMS belongs; null: to this one.</param>
    private sealed record Written(bool IsSaved, string? OwnerOfId);

    /// <summary>A class, so that two requests for the same count are two keys.</summary>
    private sealed class SlipNumberRequest(int count)
    {
        public int Count => count;
    }
}
