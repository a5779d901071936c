using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Keeps the notices.</summary>
internal sealed class NoticeStore(NpgsqlDataSource database)
{
    /// <summary>
    /// What <see cref="Read"/> takes, of a notice <c>n</c>, its order <c>o</c> and its mail <c>m</c>; totals that are no amounts would only
    /// spoil the sums.
    /// </summary>
    public const string Columns = """
        n.kind, n.order_no, n.order_id, n.step, n.attempt, n.store, n.queue, n.message_id, n.message, n.failed_at, n.correlation_id,
               n.noticed_at, o.state,
        """ + " " + Total + " as total, o.data #>> '{content,currency}' as currency, m.sent_at, m.message_id";

    /// <summary>What the order <c>o</c> is worth, or null.</summary>
    public const string Total =
        "case when abs((o.data #>> '{content,total}')::numeric) < 1e12 then (o.data #>> '{content,total}')::numeric(16, 4) end";

    private const int LongestCurrency = 10;

    /// <summary>Stores a notice once, however often it is told.</summary>
    public async Task Add(Notice notice, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await Add(notice, connection, ct);
    }

    /// <summary>The same together with whatever else the session saves.</summary>
    public static void Add(Notice notice, IDocumentOperations session) => session.QueueSqlCommand(
        """
        insert into failure_notices (
            cause, kind, order_no, order_id, step, attempt, store, queue, message_id, message, failed_at, correlation_id)
        values (?, ?, ?, ?, ?, ?::integer, ?, ?, ?::uuid, ?, ?, ?::uuid)
        on conflict do nothing
        """,
        notice.Cause.Key, notice.Kind.ToString(), notice.OrderNo!, notice.OrderId!, notice.Step!, notice.Attempt!, notice.Store!,
        notice.Queue!, notice.MessageId!, notice.Message, notice.FailedAt.ToUniversalTime(), notice.CorrelationId!);

    /// <summary>The same together with other statements of the connection's transaction.</summary>
    public async Task Add(Notice notice, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into failure_notices (
                cause, kind, order_no, order_id, step, attempt, store, queue, message_id, message, failed_at, correlation_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict do nothing
            """,
            connection).With(
            [
                notice.Cause.Key, notice.Kind.ToString(), notice.OrderNo, notice.OrderId, notice.Step, notice.Attempt, notice.Store,
                notice.Queue, notice.MessageId, notice.Message, notice.FailedAt, notice.CorrelationId,
            ]);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What operations were told of an order, oldest first.</summary>
    public async Task<IReadOnlyList<Notice>> ForOrder(string orderNo, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Columns}
            from failure_notices n
            left join mt_doc_order o on o.order_no = n.order_no
            left join mails m on m.id = n.mail_id
            where n.order_no = $1
            order by n.id
            """);
        command.Parameters.Add(new() { Value = orderNo });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var notices = new List<Notice>();
        while (await reader.ReadAsync(ct))
        {
            notices.Add(Read(reader));
        }

        return notices;
    }

    public static Notice Read(NpgsqlDataReader row)
    {
        return new()
        {
            Kind = Notice.KindOf(row.GetString(0)),
            OrderNo = row.Text(1),
            OrderId = row.Text(2),
            Step = row.Text(3),
            Attempt = row.IsDBNull(4) ? null : row.GetInt32(4),
            Store = row.Text(5),
            Queue = row.Text(6),
            MessageId = Id(7),
            Message = row.GetString(8),
            FailedAt = row.GetFieldValue<DateTimeOffset>(9),
            CorrelationId = Id(10),
            NoticedAt = row.GetFieldValue<DateTimeOffset>(11),
            OrderState = row.Text(12),
            Total = row.IsDBNull(13) ? null : row.GetDecimal(13),
            Currency = row.Text(14) is { } currency ? TextSanitizer.Line(currency, LongestCurrency) : null,
            MailedAt = row.Time(15),
            MailMessageId = row.Text(16),
        };

        Guid? Id(int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
    }
}
