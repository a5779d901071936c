using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Failures;

/// <summary>How a notice is read.</summary>
internal static class NoticeRow
{
    public const int Count = 11;

    private static readonly string[] Names =
        ["kind", "order_no", "order_id", "step", "attempt", "store", "queue", "message_id", "message", "failed_at", "correlation_id"];

    /// <summary>The first columns of a statement.</summary>
    public static string Columns(string table) => string.Join(", ", Names.Select(name => $"{table}.{name}"));

    public static Notice Read(NpgsqlDataReader row)
    {
        return new()
        {
            Kind = Notice.KindOf(row.GetString(0)),
            OrderNo = Text(1),
            OrderId = Text(2),
            Step = Text(3),
            Attempt = row.IsDBNull(4) ? null : row.GetInt32(4),
            Store = Text(5),
            Queue = Text(6),
            MessageId = Id(7),
            Message = row.GetString(8),
            FailedAt = row.GetFieldValue<DateTimeOffset>(9),
            CorrelationId = Id(10),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Guid? Id(int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
    }
}
