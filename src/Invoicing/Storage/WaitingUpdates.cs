using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>An update that came before its order.</summary>
internal sealed record WaitingUpdate
{
    public required Guid Id { get; init; }
    public required Guid OrderKey { get; init; }
    public required UpdateKind Kind { get; init; }
    public required JsonElement Message { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    public static WaitingUpdate Of(ReceivedUpdate update, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(), OrderKey = Process.OrderKey.Of(update.OrderNo), Kind = update.Kind, Message = update.Message,
        ReceivedAt = update.ReceivedAt ?? now,
    };
}

/// <summary>
/// Updates of orders that are not known yet, and those of feeds, which are handed on in the same way. They are read in SQL: several
/// processes share them out among themselves.
/// </summary>
internal sealed class WaitingUpdates(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock)
{
    public async Task Add(ReceivedUpdate update, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Insert(WaitingUpdate.Of(update, clock.GetUtcNow()));
        await session.SaveChangesAsync(ct);
    }

    /// <summary>
    /// Hands on those whose order is known by now, and those that have waited for too long, and forgets them once that has succeeded.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> HandOn(int limit, TimeSpan longest, Func<ReceivedUpdate, Task> send, CancellationToken ct)
    {
        if (!await database.AreThere("mt_doc_waiting_update", ct))
        {
            return 0;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A send that hangs must not keep the rows from others, nor the transaction open.
        await connection.Execute("set local idle_in_transaction_session_timeout = '15s'", ct);
        var ready = await connection.Query(
            """
            select u.id, u.data ->> 'kind', u.data ->> 'message', (u.data ->> 'receivedAt')::timestamptz, o.id is null
            from mt_doc_waiting_update u
            left join mt_doc_order o on o.id = (u.data ->> 'orderKey')::uuid
            where o.id is not null or (u.data ->> 'receivedAt')::timestamptz < now() - $2
            order by u.data ->> 'receivedAt'
            limit $1
            for update of u skip locked
            """,
            reader => (Id: reader.GetGuid(0), Update: new ReceivedUpdate(
                Enum.Parse<UpdateKind>(reader.GetString(1)),
                JsonElement.Parse(reader.GetString(2)),
                reader.GetFieldValue<DateTimeOffset>(3),
                HasWaited: reader.GetBoolean(4))),
            ct,
            limit,
            longest);
        if (ready.Count > 0)
        {
            await Task.WhenAll(ready.Select(waiting => send(waiting.Update)));
            await connection.Execute(
                "delete from mt_doc_waiting_update where id = any ($1)", ct, ready.Select(waiting => waiting.Id).ToArray());
        }

        await transaction.CommitAsync(ct);
        return ready.Count;
    }
}
