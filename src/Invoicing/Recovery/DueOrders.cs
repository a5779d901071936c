using Invoicing.Process;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Recovery;

/// <summary>Orders whose due time has passed.</summary>
internal sealed class DueOrders(NpgsqlDataSource database)
{
    /// <summary>
    /// Claims due orders by moving their due time on: should the message that follows be lost, the order comes up again, each time
    /// after twice the wait.
    /// </summary>
    /// <param name="states">Only of orders in these states; null: of all.</param>
    public async Task<IReadOnlyList<string>> Claim(int limit, TimeSpan again, IReadOnlyList<OrderState>? states, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            with due as (
                select id
                from orders
                where due_at <= now() and ($3 is null or state = any ($3))
                order by due_at
                limit $1
                for update skip locked
            )
            update orders o
            set due_at  = now() + $2 * power(2, least(o.resumed, 5)),
                resumed = o.resumed + 1
            from due
            where o.id = due.id
            returning o.order_no
            """);
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = again });
        command.Parameters.Add(new NpgsqlParameter<string[]?> { TypedValue = states?.Select(state => state.ToString()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var orders = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            orders.Add(reader.GetString(0));
        }

        return orders;
    }

    /// <summary>Makes every unfinished order due: an in-memory transport has forgotten its messages.</summary>
    public async Task MakeAllDue(CancellationToken ct)
    {
        await using var command = database.CreateCommand("update orders set due_at = now() where due_at is not null");
        await command.ExecuteNonQueryAsync(ct);
    }
}
