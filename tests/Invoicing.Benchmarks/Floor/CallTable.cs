using System.Text.Json;
using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Benchmarks.Floor;

/// <summary>
/// The journal of calls: a batch is claimed in one round trip with one commit, together with reading the orders, and settled likewise.
/// </summary>
internal sealed class CallTable
{
    // What is not returned is stale, or another is at it: no call is made.
    private const string ClaimSql = """
        with named as (
            select w.*, o.data
            from unnest($1, $2, $3, $4, $5) as w (key, order_id, step, attempt, owner)
            join mt_doc_order o on o.id = w.order_id
            where o.data -> 'expectedAttempts' ->> w.step = w.attempt::text
            order by o.id
            for key share of o
        ), claimed as (
            insert into calls as c (key, order_id, step, state, owner, attempt, tries, unresolved, started_at, deadline)
            select key, order_id, step, 'started', owner, attempt, 1, false, clock_timestamp(), clock_timestamp() + interval '25 seconds'
            from named
            order by key
            on conflict (key) do update
            set state = 'started', owner = excluded.owner, attempt = excluded.attempt, tries = c.tries + 1, deadline = excluded.deadline
            where c.state = 'no_effect'
            returning key
        )
        select n.key, n.data
        from named n
        join claimed using (key)
        """;

    private const string SettleSql = """
        with v as (
            select *
            from unnest($1, $2, $3, $4) as v (key, owner, document_no, details)
        ), settled as (
            update calls c
            set state = 'done', document_no = v.document_no, settled_at = clock_timestamp()
            from v
            where c.key = v.key and c.owner = v.owner and c.state = 'started'
            returning c.key, c.order_id, v.details
        )
        insert into timeline (order_id, what, details)
        select order_id, 'called', details
        from settled
        """;

    private readonly Statement _claim;
    private readonly Statement _settle;

    private CallTable(Statement claim, Statement settle) => (_claim, _settle) = (claim, settle);

    public static async Task<CallTable> Open(NpgsqlDataSource database)
    {
        var connection = await database.OpenConnectionAsync();
        return new CallTable(
            await Statement.Prepare(
                connection,
                ClaimSql,
                NpgsqlDbType.Text,
                NpgsqlDbType.Uuid,
                NpgsqlDbType.Text,
                NpgsqlDbType.Integer,
                NpgsqlDbType.Uuid),
            await Statement.Prepare(connection, SettleSql, NpgsqlDbType.Text, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Json));
    }

    /// <returns>The orders of the calls that are ours to make, by key.</returns>
    public async Task<Dictionary<string, OrderProcess>> Claim(IReadOnlyList<Call> calls)
    {
        await using var reader = await _claim.Execute(
            Column(calls, call => call.Key),
            Column(calls, call => OrderKey.Of(call.OrderNo)),
            Column(calls, call => call.Step),
            Column(calls, call => call.Attempt),
            Column(calls, call => call.Owner));
        var granted = new Dictionary<string, OrderProcess>(calls.Count);
        while (await reader.ReadAsync())
        {
            granted[reader.GetString(0)] = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), ProcessJson.Default.OrderProcess)!;
        }

        return granted;
    }

    public async Task Settle(IReadOnlyList<MadeCall> calls)
    {
        await using var reader = await _settle.Execute(
            Column(calls, made => made.Call.Key),
            Column(calls, made => made.Call.Owner),
            Column(calls, made => made.DocumentNo),
            Column(calls, made => made.Details));
        if (reader.RecordsAffected != calls.Count)
        {
            throw new InvalidOperationException("Another has settled a call of this batch.");
        }
    }

    private static TValue[] Column<TItem, TValue>(IReadOnlyList<TItem> items, Func<TItem, TValue> value) => [.. items.Select(value)];
}

/// <summary>A call that a command asks for.</summary>
internal sealed record Call(string Key, string OrderNo, string Step, int Attempt)
{
    public Guid Owner { get; } = Guid.NewGuid();
}

/// <param name="Details">Of the timeline, as the service writes them.</param>
internal sealed record MadeCall(Call Call, string? DocumentNo, DateTimeOffset At, byte[] Details);
