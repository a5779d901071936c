using System.Security.Cryptography;
using System.Text.Json;
using Invoicing.Process;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Group operations and the orders in them. SQL is what concerns many orders at once.</summary>
internal sealed class GroupStore(
    IDocumentStore store, NpgsqlDataSource database, IOptions<PostgresSettings> postgres, AuditLog audit, IEnumerable<IStepPlanner> systems,
    TimeProvider clock)
{
    // Of each order the attempts of its failed steps: one that fails again with a later attempt is not meant.
    private const string Members = """
        insert into group_orders (group_id, nr, order_id, order_no, failed, state)
        select {0}, row_number() over (order by found.mt_created_at, found.order_no), found.id, found.order_no,
               (select jsonb_object_agg(s ->> 'name', s -> 'attempt')
                from mt_doc_order o, jsonb_array_elements(o.data -> 'steps') s
                where o.id = found.id and s ->> 'status' = 'Failed'),
               'Waiting'
        from ({1}) found
        """;

    private const string DecideSql = """
        update group_orders
        set state = 'Decided', detail = $3, retried = $4::jsonb, decided_at = now()
        where group_id = $1 and nr = $2 and state = 'Waiting'
          and exists (select from mt_doc_group_operation where id = $1 and state = 'Running')
        """;

    private const string RefuseSql =
        "update group_orders set state = 'Refused', detail = $3 where group_id = $1 and nr = $2 and state = 'Waiting'";

    // Of the attempts that the decision has led to: a step that is done expects none any more. One of a step that the order has no longer
    // is over, too.
    private const string LookSql = """
        update group_orders g
        set outcome = now_is.outcome
        from (
            select g.nr, case
                when exists (
                    select from jsonb_array_elements(o.data -> 'steps') s
                    where s ->> 'status' = 'Failed' and (s ->> 'attempt')::int >= (g.retried ->> (s ->> 'name'))::int) then 'FailedAgain'
                when not exists (
                    select from jsonb_object_keys(g.retried) step where o.data -> 'expectedAttempts' ? step) then 'Accepted'
                when exists (
                    select from jsonb_array_elements(o.data -> 'steps') s
                    where g.retried ? (s ->> 'name') and s ->> 'status' = 'Deferred') then 'Deferred'
            end as outcome
            from group_orders g
            join mt_doc_order o on o.id = g.order_id
            where g.group_id = $1 and g.state = 'Decided' and (g.outcome is null or g.outcome = 'Deferred')
        ) now_is
        where g.group_id = $1 and g.nr = now_is.nr and g.outcome is distinct from now_is.outcome and now_is.outcome is not null
        returning g.nr, g.outcome
        """;

    private const string ProgressSql = """
        select count(*), count(*) filter (where state = 'Waiting'), count(*) filter (where state = 'Refused'),
               count(*) filter (where state = 'Decided' and outcome is null), count(*) filter (where outcome = 'Accepted'),
               count(*) filter (where outcome = 'Deferred'), count(*) filter (where outcome = 'FailedAgain')
        from group_orders
        where group_id = $1
        """;

    /// <summary>Takes in what the filter finds now: what fails later is not in it.</summary>
    /// <param name="beside">What else is stored with it.</param>
    /// <param name="expected">So many must be meant; null: however many are.</param>
    /// <exception cref="CommandRefusedException">Others are meant than were expected.</exception>
    public async Task<GroupOperation> Start(
        GroupOperation asked, OrderFilter filter, CancellationToken ct, Action<IDocumentSession, GroupOperation>? beside = null,
        int? expected = null)
    {
        var begun = asked with { Id = Guid.CreateVersion7(), StartedAt = clock.GetUtcNow(), State = GroupState.Running };
        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(ct);
        var meant = new OrderConditions(filter, systems);
        var found = meant.OfEach(
            (filter.States ?? Enum.GetValues<OrderState>()).Distinct(),
            _ => "select d.id, d.order_no, d.mt_created_at from mt_doc_order d",
            _ => "");
        var id = meant.Value(begun.Id);
        var count = await session.Connection.Execute(
            $"{meant.With} {string.Format(System.Globalization.CultureInfo.InvariantCulture, Members, id, found)}", ct, meant.Values);
        if (expected is not null && count != expected)
        {
            throw new CommandRefusedException(
                $"Nothing was done: {count} orders are meant by now, and not {expected}. Look at them, and decide anew.");
        }

        session.Insert(begun);
        audit.Add(session, Named(begun.Action), begun.Meant, begun.Decision, count);
        beside?.Invoke(session, begun);
        await session.SaveChangesAsync(ct);
        return begun;
    }

    /// <summary>The right to carry a group on.</summary>
    /// <returns>Null: somebody else has it.</returns>
    public Task<Leadership?> TryTake(Guid id) =>
        Leadership.TryTake(postgres.Value, BitConverter.ToInt64(SHA256.HashData(id.ToByteArray())), CancellationToken.None);

    public async Task<GroupOperation?> Find(Guid id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<GroupOperation>(id, ct);
    }

    /// <summary>The newest first.</summary>
    /// <param name="running">Only those that are.</param>
    // In SQL, as every process asks every second which are.
    public async Task<IReadOnlyList<GroupOperation>> List(bool running, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.QueryAsync<GroupOperation>(
            $"where {(running ? "state = 'Running'" : "true")} order by started_at desc limit ?", ct, limit);
    }

    public async Task<GroupProgress> Progress(GroupOperation group, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var counts = (await session.Connection!.Query(
            ProgressSql, row => Enumerable.Range(0, 7).Select(column => (int)row.GetInt64(column)).ToArray(), ct, group.Id)).Single();
        var progress = new GroupProgress(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
        // Of what is not tried again, nothing more becomes.
        return group.Action == GroupAction.Retry ? progress : progress with { UnderWay = 0, Accepted = progress.Decided };
    }

    /// <summary>How fast it went: orders decided about in each of at most <paramref name="parts"/> equal parts of its time.</summary>
    public async Task<IReadOnlyList<int>> Pace(Guid id, int parts, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var counts = (await session.Connection!.Query(
            """
            select width_bucket(extract(epoch from decided_at), span.first, span.last + 1, $2), count(*)
            from group_orders
            cross join (
                select extract(epoch from min(decided_at)) as first, extract(epoch from max(decided_at)) as last
                from group_orders
                where group_id = $1) span
            where group_id = $1 and decided_at is not null
            group by 1
            """,
            row => KeyValuePair.Create(row.GetInt32(0), (int)row.GetInt64(1)),
            ct,
            id,
            parts)).ToDictionary();
        return counts.Count == 0 ? [] : [.. Enumerable.Range(1, parts).Select(part => counts.GetValueOrDefault(part))];
    }

    /// <param name="after">The place of the last one before; 0: from the first.</param>
    /// <param name="state">Null: of any.</param>
    public async Task<IReadOnlyList<GroupOrder>> Orders(
        Guid id, int after, int limit, CancellationToken ct, GroupOrderState? state = null, GroupOutcome? outcome = null)
    {
        await using var session = store.QuerySession();
        return await session.Connection!.Query(
            """
            select nr, order_no, state, outcome, detail
            from group_orders
            where group_id = $1 and nr > $2 and ($4::text is null or state = $4) and ($5::text is null or outcome = $5)
            order by nr
            limit $3
            """,
            row => new GroupOrder(
                row.GetInt32(0),
                row.GetString(1),
                Enum.Parse<GroupOrderState>(row.GetString(2)),
                row.Text(3) is { } known ? Enum.Parse<GroupOutcome>(known) : null,
                row.Text(4)),
            ct,
            id,
            after,
            limit,
            state?.ToString(),
            outcome?.ToString());
    }

    /// <summary>Within the transaction of the decision: whoever else had decided about it for this group is found out.</summary>
    /// <exception cref="GroupOrderTakenException">It was decided about for this group before, or the group was stopped.</exception>
    /// <exception cref="CommandRefusedException">It is a retry, and the order failed again since the group was made.</exception>
    public async Task Decide(IOrderLock order, GroupOperation group, int nr, OrderProcess after, CancellationToken ct)
    {
        var connection = ((OrderLock)order).Connection;
        if (group.Action == GroupAction.Retry)
        {
            var meant = (await connection.Query(
                "select e.key, (e.value #>> '{}')::int from group_orders g, jsonb_each(g.failed) e where g.group_id = $1 and g.nr = $2",
                row => KeyValuePair.Create(row.GetString(0), row.IsDBNull(1) ? 0 : row.GetInt32(1)),
                ct,
                group.Id,
                nr)).ToDictionary();
            if (order.Row.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed
                && (!meant.TryGetValue(step.Name, out var attempt) || step.Attempt > attempt)) is { } later)
            {
                throw new CommandRefusedException(
                    $"Order {order.Row.OrderNo} is not retried: {later.Name} failed (attempt {later.Attempt}) after this was begun.");
            }
        }

        var earlier = order.Row.Steps.ToDictionary(step => step.Name, step => step.Attempt);
        var retried = after.Steps.Where(step => step.Status != StepStatus.Done && step.Attempt != earlier.GetValueOrDefault(step.Name))
            .ToDictionary(step => step.Name, step => step.Attempt);
        if (await connection.Execute(DecideSql, ct, group.Id, nr, after.State.ToString(), JsonSerializer.Serialize(retried)) == 0)
        {
            throw new GroupOrderTakenException();
        }
    }

    public async Task Refuse(GroupOperation group, int nr, string why, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.Execute(RefuseSql, ct, group.Id, nr, why);
    }

    /// <summary>Looks what has become of the orders that were decided about.</summary>
    /// <returns>The places of those of which something new is known.</returns>
    public async Task<IReadOnlyList<(int Nr, GroupOutcome Outcome)>> Look(GroupOperation group, CancellationToken ct)
    {
        if (group.Action != GroupAction.Retry)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Query(
            LookSql, row => (row.GetInt32(0), Enum.Parse<GroupOutcome>(row.GetString(1))), ct, group.Id);
    }

    /// <summary>
    /// For whoever watches. While it runs its runner looks, which slows down and stops by what it finds; once it has ended nobody else
    /// does.
    /// </summary>
    public Task LookIfEnded(GroupOperation group, CancellationToken ct) =>
        group.State == GroupState.Running ? Task.CompletedTask : Look(group, ct);

    /// <summary>It is at its end, or its runner gives up.</summary>
    public Task End(GroupOperation group, string? stoppedBecause, CancellationToken ct) => Change(
        group.Id, stoppedBecause, ct);

    /// <returns>False: there is none that runs.</returns>
    public Task<bool> Stop(Guid id, OperatorDecision decision, CancellationToken ct) => Change(
        id,
        $"stopped by {decision.By}: {decision.Reason}",
        ct,
        (session, group) => audit.Add(session, "stop", $"{Named(group.Action)} {group.Id}", decision));

    public static string Named(GroupAction action) => action.ToString().ToLowerInvariant();

    private async Task<bool> Change(
        Guid id, string? stoppedBecause, CancellationToken ct, Action<IDocumentSession, GroupOperation>? beside = null)
    {
        await using var session = store.LightweightSession();
        await session.LockInTransaction($"group {id}", ct);
        if (await session.LoadAsync<GroupOperation>(id, ct) is not { State: GroupState.Running } group)
        {
            return false;
        }

        session.Store(group with
        {
            State = stoppedBecause is null ? GroupState.Done : GroupState.Stopped, StoppedBecause = stoppedBecause,
            EndedAt = clock.GetUtcNow(),
        });
        beside?.Invoke(session, group);
        await session.SaveChangesAsync(ct);
        return true;
    }
}

/// <summary>Another process has decided about this order for the same group, or the group was stopped.</summary>
internal sealed class GroupOrderTakenException()
    : Exception("This order was decided about for this group before, or the group was stopped.");
