using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <param name="Trace"><see cref="OrderProcess.Trace"/></param>
internal sealed record DueOrder(string OrderNo, string? Trace);

/// <summary>
/// Orders whose due time has passed. In SQL: several processes share them out among themselves, by the database's clock, and none of it is
/// a revision of the order.
/// </summary>
internal sealed class DueOrders(NpgsqlDataSource database)
{
    /// <summary>Whether any is due, held back or not.</summary>
    public Task<bool> AreThere(CancellationToken ct) => database.AreThere("mt_doc_order where due_at <= now()", ct);

    /// <summary>
    /// Claims due orders by moving their due time on: should the message that follows be lost, the order comes up again, each time
    /// after twice the wait.
    /// </summary>
    /// <param name="heldBack">Systems whose calls are held back: orders that wait for these alone are left alone.</param>
    public Task<IReadOnlyList<DueOrder>> Claim(int limit, TimeSpan again, IEnumerable<string> heldBack, CancellationToken ct) =>
        Claim("not coalesce(string_to_array(waits_for, ' ') <@ $3, false)", limit, again, heldBack.ToArray(), ct);

    /// <summary>The same, of orders that wait for calls to a system to be resumed.</summary>
    public Task<IReadOnlyList<DueOrder>> ClaimOf(string system, int limit, TimeSpan again, CancellationToken ct) =>
        Claim("$3 = any (string_to_array(waits_for, ' '))", limit, again, system, ct);

    private async Task<IReadOnlyList<DueOrder>> Claim(string which, int limit, TimeSpan again, object systems, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Query(
            $"""
            with due as (
                select id
                from mt_doc_order
                where due_at <= now() and {which}
                order by due_at
                limit $1
                for update skip locked
            )
            update mt_doc_order o
            set due_at  = now() + $2 * power(2, least(o.resumed, 5)),
                resumed = o.resumed + 1
            from due
            where o.id = due.id
            returning o.order_no, o.data ->> 'trace'
            """,
            reader => new DueOrder(reader.GetString(0), reader.Text(1)),
            ct,
            limit,
            again,
            systems);
    }

    /// <summary>Makes every unfinished order due: an in-memory transport has forgotten its messages.</summary>
    public async Task MakeAllDue(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.Execute("update mt_doc_order set due_at = now() where due_at is not null", ct);
    }
}
