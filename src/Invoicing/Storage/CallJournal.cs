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

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _settlements.DisposeAsync();
    }

    // The row lock holds off a change of content until this commit, and nothing else. A busy call makes its order due right after the
    // call's deadline: the one who holds it may be dead. The same step under another key that may have had its effect stands for this one:
    // the order was given another number since (RetailPro:OrderNumbers).
    private const string ClaimSql = """
        with wanted as (
            select *
            from unnest($1, $2, $3, $4, $5, $6, $8, $9) as w (key, order_id, step, attempt, owner, may_repeat, must_wait, known)
        ), named as (
            select w.*, o.version, case when o.version is distinct from w.known then o.document end as document,
                   other.state as other_state, other.document_no, other.settled_at, other.deadline, other.unresolved
            from wanted w
            join orders o on o.id = w.order_id
            left join lateral (
                select *
                from calls c
                where c.order_id = w.order_id and c.step = w.step and c.key <> w.key and (c.state in ('started', 'done', 'unknown') or c.unresolved)
                order by c.state = 'done' desc, c.deadline desc
                limit 1
            ) other on true
            where o.callable ->> w.step = w.attempt::text
            order by o.id
            for key share of o
        ), claimed as (
            insert into calls as c (key, order_id, step, state, owner, attempt, tries, unresolved, started_at, deadline)
            select key, order_id, step, 'started', owner, attempt, 1, false, clock_timestamp(), clock_timestamp() + $7
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
               or (select w.may_repeat and c.state <> 'done' and (c.deadline < clock_timestamp() or (c.state <> 'started' and not w.must_wait))
                   from wanted w
                   where w.key = excluded.key))
            returning key, unresolved, tries
        ), busy as (
            update orders o
            set due_at = least(o.due_at, c.deadline + interval '1 second')
            from named n
            join calls c on c.key = n.key
            where o.id = n.order_id and c.deadline >= clock_timestamp() and c.owner <> n.owner
              and (c.state = 'started' or (n.must_wait and c.state <> 'done' and (c.state = 'unknown' or c.unresolved)))
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

    private async Task<IReadOnlyList<Claim>> ClaimMany(IReadOnlyList<ClaimRequest> requests, CancellationToken ct)
    {
        var known = requests.ToDictionary(r => r.Key, r => (OrderId: OrderKey.Of(r.OrderNo), Row: _known.Find(OrderKey.Of(r.OrderNo))));
        await using var command = _database.CreateCommand(ClaimSql);
        Add(command, NpgsqlDbType.Text, requests.Select(r => r.Key).ToArray());
        Add(command, NpgsqlDbType.Uuid, requests.Select(r => known[r.Key].OrderId).ToArray());
        Add(command, NpgsqlDbType.Text, requests.Select(r => r.Step).ToArray());
        Add(command, NpgsqlDbType.Integer, requests.Select(r => r.Attempt).ToArray());
        Add(command, NpgsqlDbType.Uuid, requests.Select(r => r.Owner).ToArray());
        Add(command, NpgsqlDbType.Boolean, requests.Select(r => r.MayRepeat).ToArray());
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = requests[0].Lease, NpgsqlDbType = NpgsqlDbType.Interval });
        Add(command, NpgsqlDbType.Boolean, requests.Select(r => r.MustWait).ToArray());
        Add(command, NpgsqlDbType.Integer, requests.Select(r => known[r.Key].Row?.Version ?? -1).ToArray());

        var claims = new Dictionary<string, Claim>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = reader.GetString(0);
            claims[key] = reader.IsDBNull(1) ? new Claim(ClaimKind.Stale) : ReadClaim(reader, _known.Read(known[key].OrderId, known[key].Row, reader, 1, 2));
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

        var kind = NotGranted(reader.IsDBNull(5) ? null : reader.GetString(5), isPast: reader.GetBoolean(8), unresolved: reader.GetBoolean(11), mayRepeat: reader.GetBoolean(12));
        return kind == ClaimKind.Done
            ? new Claim(kind, row, DocumentNo: reader.IsDBNull(6) ? null : reader.GetString(6), SettledAt: reader.GetFieldValue<DateTimeOffset>(7))
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
        Add(command, NpgsqlDbType.Text, settlements.Select(s => s.Key).ToArray());
        Add(command, NpgsqlDbType.Uuid, settlements.Select(s => s.Owner).ToArray());
        Add(command, NpgsqlDbType.Text, settlements.Select(s => s.State).ToArray());
        Add(command, NpgsqlDbType.Boolean, settlements.Select(s => s.Unresolved).ToArray());
        Add(command, NpgsqlDbType.Text, settlements.Select(s => s.DocumentNo).ToArray());
        Add(command, NpgsqlDbType.Text, settlements.Select(s => s.What).ToArray());
        Add(command, NpgsqlDbType.Json, settlements.Select(s => JsonSerializer.SerializeToUtf8Bytes(s.Details)).ToArray());

        var settled = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            settled.Add(reader.GetString(0));
        }

        return [.. settlements.Select(s => settled.Contains(s.Key))];
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}
