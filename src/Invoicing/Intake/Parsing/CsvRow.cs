namespace Invoicing.Intake.Parsing;

/// <param name="Values">By column; null: blank.</param>
/// <param name="Problem">Continues a sentence that begins with the line.</param>
/// <param name="IsShifted">Another value may stand in the place of its number.</param>
/// <param name="IsDoubtful">Its values may not be parted where they should be.</param>
/// <param name="SpansLines">One of its values has line breaks.</param>
/// <param name="Size">In bytes.</param>
internal sealed record CsvRow(long Line, string?[] Values, string? Problem, bool IsShifted, bool IsDoubtful, bool SpansLines, int Size)
{
    private static readonly string[] s_sums = ["TOTAL", "TOTALS", "GRAND TOTAL", "SUBTOTAL", "SUM", "SUMME", "SUMA", "TOTALES", "GESAMT"];

    /// <summary>The first rows of the next order may stand in one of its values.</summary>
    public bool MaySwallow => IsDoubtful && SpansLines;

    /// <summary>A line of sums, as reports end with: it says so where an order's number stands, and holds nothing but amounts.</summary>
    public bool IsSum(CsvColumns columns) =>
        Values[columns.OrderNoColumn]?.Trim(' ', ':') is { } word && s_sums.Contains(word, StringComparer.OrdinalIgnoreCase)
        && HoldsAmountsAlone(columns);

    /// <summary>The same without a word, which must be the last line of a file to be one.</summary>
    public bool MayBeSum(CsvColumns columns) => Problem is null && Values[columns.OrderNoColumn] is null && HoldsAmountsAlone(columns);

    // An amount of several lines is none, and may hold rows of orders.
    private bool HoldsAmountsAlone(CsvColumns columns) => !SpansLines && !Enumerable.Range(0, columns.Count).Any(column =>
        Values[column] is not null && column != columns.OrderNoColumn && columns[column] is { } known && known.Type != typeof(decimal));
}
