using System.Runtime.CompilerServices;
using Marten;

namespace Invoicing.Storage;

/// <summary>
/// The answers of Retail Pro in the order of the timeline. SQL: which rows are complete is told by the numbers of the transactions that
/// have written them.
/// </summary>
internal static class CallAnswers
{
    private const string ReadSql = """
        select t.at, o.order_no, t.details::text
        from timeline t
        left join mt_doc_order o on o.id = t.order_id
        where t.what = 'called' and t.xid >= $1 and t.xid < $2
        order by t.at, t.order_id, t.id
        """;

    // The numbers of another server's transactions mean nothing here: what was not written counts as this transaction's.
    private const string RenumberSql = """
        update timeline
        set xid = case when xid >= $1 or at > $2 then pg_current_xact_id()::text::bigint else 0 end
        where xid > 0
        """;

    /// <summary>A row is seen when its transaction has ended, so only those below the oldest one that is open are complete.</summary>
    public static async Task<long> OldestOpenTransaction(this IQuerySession session, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<long>("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ct)).Single();

    public static async IAsyncEnumerable<CallAnswer> Answers(
        this IQuerySession session, long fromXid, long toXid, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = session.Connection.Command(ReadSql, fromXid, toXid);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(reader.GetFieldValue<DateTimeOffset>(0).ToUniversalTime(), reader.Text(1), reader.GetString(2));
        }
    }

    /// <summary>The database was moved to a server that has counted less far: from now on what was not written begins at 1.</summary>
    public static async Task RenumberAnswers(this IQuerySession session, ResponsesPosition position, CancellationToken ct)
    {
        await using var command = session.Connection.Command(RenumberSql, position.Xid, position.At);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <param name="Details">JSON, as the timeline holds it.</param>
internal sealed record CallAnswer(DateTimeOffset At, string? OrderNo, string Details);
