using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Failures.Reports;

/// <summary>A failure as a report tells it.</summary>
/// <param name="State">Of the order, when the report is made.</param>
/// <param name="Total">Of the order; null where it has none that can be read.</param>
internal sealed record ReportedFailure(Notice Notice, string? State, decimal? Total, string? Currency)
{
    /// <summary>What follows the columns of the notice, of <c>orders o</c>; totals that are no amounts would only spoil the sums.</summary>
    public const string OrderColumns = """
        o.state,
               case when abs((o.document #>> '{content,total}')::numeric) < 1e12 then (o.document #>> '{content,total}')::numeric(16, 4) end,
               o.document #>> '{content,currency}'
        """;

    private const int LongestCurrency = 10;

    public static ReportedFailure Read(NpgsqlDataReader row) => new(
        NoticeRow.Read(row),
        row.IsDBNull(NoticeRow.Count) ? null : row.GetString(NoticeRow.Count),
        row.IsDBNull(NoticeRow.Count + 1) ? null : row.GetDecimal(NoticeRow.Count + 1),
        row.IsDBNull(NoticeRow.Count + 2) ? null : TextSanitizer.Line(row.GetString(NoticeRow.Count + 2), LongestCurrency));

    public string? Amount => Total is { } total ? MoneyTotals.Of(total, Currency) : null;
}
