using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Operations;

/// <summary>Settles the journal when a person has found out what became of a call.</summary>
internal static class ConfirmedCalls
{
    // A call that is still open may yet end by itself; one that has ended meanwhile knows better than a person's look at an earlier time.
    private const string ObjectionSql = """
        select state = 'done', greatest(deadline - clock_timestamp(), interval '0')
        from calls
        where order_id = $1 and step = $2
          and ((state = 'started' and deadline >= clock_timestamp()) or (state = 'done' and not $3))
        for update
        """;

    // By a new owner: a process that was frozen since it claimed the call records nothing any more.
    private const string SettleSql = """
        update calls
        set state       = case when $3 then 'done' else 'no_effect' end,
            document_no = case when $3 then $4 end,
            unresolved  = false,
            owner       = gen_random_uuid(),
            settled_at  = clock_timestamp()
        where order_id = $1 and step = $2
          and (state in ('started', 'unknown') or (unresolved and state <> 'done') or (state = 'refused' and $3))
        """;

    /// <summary>In the transaction that holds the order.</summary>
    /// <exception cref="CommandRefusedException">The call is still open, or the journal knows that it was accepted.</exception>
    public static async Task Settle(OrderLock order, ConfirmOutcome outcome, CancellationToken ct)
    {
        await using (var objection = new NpgsqlCommand(ObjectionSql, order.Connection, order.Transaction))
        {
            objection.Parameters.Add(new() { Value = order.Id });
            objection.Parameters.Add(new() { Value = outcome.Step });
            objection.Parameters.Add(new() { Value = outcome.WasDone });
            await using var reader = await objection.ExecuteReaderAsync(ct);
            if (await reader.ReadAsync(ct))
            {
                var (isDone, wait) = (reader.GetBoolean(0), Math.Ceiling(reader.GetTimeSpan(1).TotalSeconds));
                throw new CommandRefusedException(isDone
                    ? $"Order {order.Row.OrderNo} has the step {outcome.Step} accepted by Retail Pro meanwhile: use --invoiced."
                    : $"Order {order.Row.OrderNo} is busy: a call for the step {outcome.Step} is still open. Try again in {wait} s.");
            }
        }

        await using var settle = new NpgsqlCommand(SettleSql, order.Connection, order.Transaction);
        settle.Parameters.Add(new() { Value = order.Id });
        settle.Parameters.Add(new() { Value = outcome.Step });
        settle.Parameters.Add(new() { Value = outcome.WasDone });
        settle.Parameters.Add(new() { Value = (object?)outcome.DocumentNo ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await settle.ExecuteNonQueryAsync(ct);
    }
}
