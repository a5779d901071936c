using System.Text.Json;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Storage;

/// <summary>
/// The journal of calls that have an effect outside: claimed before the call, settled after it, by business key and for ever.
/// A crash between the two leaves a started row, which is busy until its deadline and of unknown outcome after it.
/// </summary>
internal sealed class CallJournal : ICallJournal, IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly RowCache _known;
    private readonly GroupCommit<ClaimRequest, Claim> _claims;
    private readonly GroupCommit<Settlement, bool> _settlements;

    public CallJournal(NpgsqlDataSource database, RowCache known, IOptions<PostgresSettings> settings)
    {
        var largestBatch = settings.Value.LargestBatch;
        (_database, _known) = (database, known);
        _claims = new(largestBatch, claim => claim.Key, ClaimMany);
        _settlements = new(largestBatch, settlement => settlement.Key, SettleMany);
    }

    public Task<Claim> Claim(ClaimRequest request, CancellationToken ct) => _claims.Run(request, ct);

    public Task<bool> Settle(Settlement settlement, CancellationToken ct) => _settlements.Run(settlement, ct);

    public async Task Confirm(IOrderLock order, ConfirmOutcome outcome, CancellationToken ct)
    {
        var held = (OrderLock)order;
        await using (var objection = held.Connection.Command(ObjectionSql, held.Id, outcome.Step, outcome.WasDone))
        await using (var reader = await objection.ExecuteReaderAsync(ct))
        {
            if (await reader.ReadAsync(ct))
            {
                throw Objection(held.Row.OrderNo, outcome.Step, reader.GetBoolean(0), reader.GetTimeSpan(1));
            }
        }

        await using var confirm = held.Connection.Command(ConfirmSql, held.Id, outcome.Step, outcome.WasDone);
        confirm.Parameters.Add(new() { Value = (object?)outcome.DocumentNo ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await confirm.ExecuteNonQueryAsync(ct);
    }

    internal static CommandRefusedException Objection(string orderNo, string step, bool isDone, TimeSpan wait) => new(isDone
        ? $"Order {orderNo} has the step {step} accepted meanwhile: use --invoiced."
        : $"Order {orderNo} is busy: a call for the step {step} is still open. Try again in {Math.Ceiling(wait.TotalSeconds)} s.");

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _settlements.DisposeAsync();
    }

    // The row lock holds off a change of content until this commit, and nothing else. A busy call makes its order due right after the
    // call's deadline: the one who holds it may be dead. Such calls are found first, as there are hardly any: else each order of the batch
    // is read once more. The same step under another key that may have had its effect stands for this one:
    // the order was given another number since (RetailPro:OrderNumbers).
    private const string ClaimSql = """
        with wanted as (
            select *
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as w (key, order_id, step, attempt, owner, may_repeat, lease, must_wait, known)
        ), named as (
            select w.*, o.mt_version as version, case when o.mt_version is distinct from w.known then o.data end as document,
                   other.state as other_state, other.document_no, other.settled_at, other.deadline, other.unresolved
            from wanted w
            join mt_doc_order o on o.id = w.order_id
            left join lateral (
                select *
                from calls c
                where c.order_id = w.order_id and c.step = w.step and c.key <> w.key
                  and (c.state in ('started', 'done', 'unknown') or c.unresolved)
                order by c.state = 'done' desc, c.deadline desc
                limit 1
            ) other on true
            where (o.data -> 'expectedAttempts') ->> w.step = w.attempt::text
            order by o.id
            for key share of o
        ), claimed as (
            insert into calls as c (key, order_id, step, state, owner, attempt, tries, unresolved, started_at, deadline)
            select key, order_id, step, 'started', owner, attempt, 1, false, clock_timestamp(), clock_timestamp() + lease
            from named
            where other_state is null
            order by key
            on conflict (key) do update
            set state      = 'started',
                owner      = excluded.owner,
                attempt    = excluded.attempt,
                tries      = c.tries + (c.owner <> excluded.owner)::int,
                unresolved = c.unresolved or (c.state in ('started', 'unknown') and c.owner <> excluded.owner),
                started_at = excluded.started_at,
                deadline   = excluded.deadline
            where c.order_id = excluded.order_id
              and (c.owner = excluded.owner
               or (c.state in ('no_effect', 'refused') and not c.unresolved)
               or (select w.may_repeat and c.state <> 'done'
                      and (c.deadline < clock_timestamp() or (c.state <> 'started' and not w.must_wait))
                   from wanted w
                   where w.key = excluded.key))
            returning key, unresolved, tries
        ), still_open as materialized (
            select n.order_id, min(c.deadline) as deadline
            from named n
            join calls c on c.key = n.key
            where c.deadline >= clock_timestamp() and c.owner <> n.owner
              and (c.state = 'started' or (n.must_wait and c.state <> 'done' and (c.state = 'unknown' or c.unresolved)))
            group by n.order_id
        ), busy as (
            update mt_doc_order o
            set due_at = least(o.due_at, still_open.deadline + interval '1 second')
            from still_open
            where o.id = still_open.order_id
        )
        select w.key, n.version, n.document, claimed.key is not null, coalesce(claimed.unresolved, false),
               coalesce(n.other_state, c.state), coalesce(n.document_no, c.document_no), coalesce(n.settled_at, c.settled_at),
               coalesce(coalesce(n.deadline, c.deadline) < clock_timestamp(), false),
               coalesce(c.order_id <> w.order_id and n.other_state is null, false), coalesce(claimed.tries, 0),
               coalesce(n.unresolved, c.unresolved, false), w.may_repeat and n.other_state is null
        from wanted w
        left join named n on n.key = w.key
        left join claimed on claimed.key = w.key
        left join calls c on c.key = w.key
        """;

    private const string SettleSql = """
        with v as (
            select *
            from unnest($1, $2, $3, $4, $5, $6, $7) as v (key, owner, state, unresolved, document_no, what, details)
        ), settled as (
            update calls c
            set state       = v.state,
                unresolved  = v.unresolved,
                document_no = v.document_no,
                settled_at  = clock_timestamp()
            from v
            where c.key = v.key and c.owner = v.owner and c.state in ('started', v.state)
            returning c.key, c.order_id
        ), told as (
            insert into timeline (order_id, what, details)
            select s.order_id, v.what, v.details
            from settled s
            join v on v.key = s.key
        )
        select key from settled
        """;

    // A call that is still open may yet end by itself; one that has ended meanwhile knows better than a person's look at an earlier time.
    private const string ObjectionSql = """
        select state = 'done', greatest(deadline - clock_timestamp(), interval '0')
        from calls
        where order_id = $1 and step = $2
          and ((state = 'started' and deadline >= clock_timestamp()) or (state = 'done' and not $3))
        for update
        """;

    // By a new owner: a process that was frozen since it claimed the call records nothing any more.
    private const string ConfirmSql = """
        update calls
        set state       = case when $3 then 'done' else 'no_effect' end,
            document_no = case when $3 then $4 end,
            unresolved  = false,
            owner       = gen_random_uuid(),
            settled_at  = clock_timestamp()
        where order_id = $1 and step = $2
          and (state in ('started', 'unknown') or (unresolved and state <> 'done') or (state = 'refused' and $3))
        """;

    private async Task<IReadOnlyList<Claim>> ClaimMany(IReadOnlyList<ClaimRequest> requests, CancellationToken ct)
    {
        var known = requests.ToDictionary(r => r.Key, r => (OrderId: OrderKey.Of(r.OrderNo), Row: _known.Find(OrderKey.Of(r.OrderNo))));
        await using var command = _database.CreateCommand(ClaimSql);
        command.AddArray(NpgsqlDbType.Text, requests.Select(r => r.Key));
        command.AddArray(NpgsqlDbType.Uuid, requests.Select(r => known[r.Key].OrderId));
        command.AddArray(NpgsqlDbType.Text, requests.Select(r => r.Step));
        command.AddArray(NpgsqlDbType.Integer, requests.Select(r => r.Attempt));
        command.AddArray(NpgsqlDbType.Uuid, requests.Select(r => r.Owner));
        command.AddArray(NpgsqlDbType.Boolean, requests.Select(r => r.MayRepeat));
        command.AddArray(NpgsqlDbType.Interval, requests.Select(r => r.Lease));
        command.AddArray(NpgsqlDbType.Boolean, requests.Select(r => r.MustWait));
        command.AddArray(NpgsqlDbType.Integer, requests.Select(r => known[r.Key].Row?.Version ?? -1));

        var claims = new Dictionary<string, Claim>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = reader.GetString(0);
            claims[key] = reader.IsDBNull(1)
                ? new Claim(ClaimKind.Stale)
                : ReadClaim(reader, _known.Read(known[key].OrderId, known[key].Row, reader, 1, 2));
        }

        return [.. requests.Select(request => claims[request.Key])];
    }

    private static Claim ReadClaim(NpgsqlDataReader reader, OrderProcess row)
    {
        if (reader.GetBoolean(3))
        {
            return new Claim(ClaimKind.Granted, row, EarlierUnresolved: reader.GetBoolean(4), Tries: reader.GetInt32(10));
        }

        if (reader.GetBoolean(9))
        {
            return new Claim(ClaimKind.Taken, row);
        }

        var kind = NotGranted(
            reader.Text(5),
            isPast: reader.GetBoolean(8),
            unresolved: reader.GetBoolean(11),
            mayRepeat: reader.GetBoolean(12));
        return kind == ClaimKind.Done
            ? new Claim(kind, row, DocumentNo: reader.Text(6), SettledAt: reader.GetFieldValue<DateTimeOffset>(7))
            : new Claim(kind, row);
    }

    /// <summary>
    /// Why a claim was not granted. The state is that of the statement's snapshot. A row that is missing there, or that would have been
    /// granted as it stood there, was taken by another process at this moment; where a call may be repeated, it may also just be too early.
    /// </summary>
    internal static ClaimKind NotGranted(string? state, bool isPast, bool unresolved, bool mayRepeat) => state switch
    {
        "done" => ClaimKind.Done,
        null => ClaimKind.Busy,
        "started" when !isPast => ClaimKind.Busy,
        "no_effect" or "refused" when !unresolved => ClaimKind.Busy,
        _ when mayRepeat => ClaimKind.Busy,
        _ => ClaimKind.Unresolved,
    };

    private async Task<IReadOnlyList<bool>> SettleMany(IReadOnlyList<Settlement> settlements, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(SettleSql);
        command.AddArray(NpgsqlDbType.Text, settlements.Select(s => s.Key));
        command.AddArray(NpgsqlDbType.Uuid, settlements.Select(s => s.Owner));
        command.AddArray(NpgsqlDbType.Text, settlements.Select(s => s.State));
        command.AddArray(NpgsqlDbType.Boolean, settlements.Select(s => s.Unresolved));
        command.AddArray(NpgsqlDbType.Text, settlements.Select(s => s.DocumentNo));
        command.AddArray(NpgsqlDbType.Text, settlements.Select(s => s.What));
        command.AddArray(NpgsqlDbType.Json, settlements.Select(s => JsonSerializer.SerializeToUtf8Bytes(s.Details)));

        var settled = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            settled.Add(reader.GetString(0));
        }

        return [.. settlements.Select(s => settled.Contains(s.Key))];
    }
}
