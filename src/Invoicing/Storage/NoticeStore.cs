using Npgsql;

namespace Invoicing.Storage;

/// <summary>A failure of an order that was noticed, and the mail in which it went out, if it has.</summary>
internal sealed record NoticedFailure(
    string Step, int Attempt, NoticeKind Kind, DateTimeOffset NoticedAt, DateTimeOffset? MailedAt, string? MessageId);

/// <summary>Keeps the notices.</summary>
internal sealed class NoticeStore(NpgsqlDataSource database)
{
    /// <summary>Stores a notice once, however often it is told.</summary>
    public async Task Add(Notice notice, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await Add(notice, connection, cancellationToken);
    }

    /// <summary>The same together with other statements of the connection's transaction.</summary>
    public async Task Add(Notice notice, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with cause as (
                insert into failure_causes (cause)
                values ($1)
                on conflict do nothing
            )
            insert into failure_notices (
                cause, kind, order_no, order_id, step, attempt, store, queue, message_id, message, failed_at, correlation_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict do nothing
            """,
            connection);
        object?[] values =
        [
            notice.Cause.Key, notice.Kind.ToString(), notice.OrderNo, notice.OrderId, notice.Step, notice.Attempt, notice.Store,
            notice.Queue, notice.MessageId, notice.Message, notice.FailedAt.ToUniversalTime(), notice.CorrelationId,
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What operations were told of an order, oldest first.</summary>
    public async Task<IReadOnlyList<NoticedFailure>> ForOrder(string orderNo, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select n.step, n.attempt, n.kind, n.noticed_at, m.sent_at, m.message_id
            from failure_notices n
            left join mails m on m.id = n.mail_id
            where n.order_no = $1
            order by n.id
            """);
        command.Parameters.Add(new() { Value = orderNo });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var failures = new List<NoticedFailure>();
        while (await reader.ReadAsync(cancellationToken))
        {
            failures.Add(new(
                reader.GetString(0),
                reader.GetInt32(1),
                Notice.KindOf(reader.GetString(2)),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return failures;
    }
}
