using CsvHelper;

namespace Invoicing.Intake.Parsing;

/// <summary>Reads the row that a reader stands on, and says what is wrong with it: where, and what usually causes it.</summary>
internal static class CsvCells
{
    /// <param name="cells">Its texts; null: blank.</param>
    /// <param name="expected">How many there should be.</param>
    /// <param name="isMisquoted">The reader found quotes in it where there should be none.</param>
    public static CsvRow Read(CsvReader reader, CsvColumns columns, string?[] cells, int expected, bool isMisquoted)
    {
        var record = reader.RawRecord.TrimEnd("\r\n"u8);
        var spansLines = record.ContainsAny("\r\n"u8);
        var misquoted = isMisquoted ? CsvQuotes.FirstWrong(reader) : null;
        var problem = FirstNotUtf8(reader, columns) ?? (misquoted is { } wrong
            ? $"has quotes where CSV allows none, or a quoted value that does not end, in column {NameOf(columns, wrong)}: "
                + "a value with quotes, separators or line breaks stands in quotes, and quotes in it are doubled"
                + Swallowed(reader, record)
            : FirstBroken(columns, cells) is { } broken
            ? $"has a line break in column {NameOf(columns, broken)}, where none belongs: usually quotes that are not in pairs"
                + Swallowed(reader, record)
            : cells.Length != expected
            ? $"has {cells.Length} columns, {expected} are expected: "
                + $"usually a value with a {NameOf(reader.Separator)} in it that is not in quotes, or a line that was cut off"
                + Swallowed(reader, record)
            : null);
        var values = new string?[columns.Count];
        for (var column = 0; column < Math.Min(cells.Length, values.Length); column++)
        {
            values[column] = cells[column] is { } cell ? CsvValue.Of(cell, columns[column]) : null;
        }

        var isShifted = cells.Length != expected && columns.OrderNoColumn > 0;
        var isDoubtful = misquoted is not null || cells.Length != expected || FirstBroken(columns, cells) is not null;
        return new CsvRow(reader.LineNumber, values, problem, isShifted, isDoubtful, spansLines, reader.RawRecord.Length);
    }

    /// <summary>A known value over several lines that is no name or address.</summary>
    private static int? FirstBroken(CsvColumns columns, string?[] cells)
    {
        for (var column = 0; column < Math.Min(columns.Count, cells.Length); column++)
        {
            if (columns[column] is { IsOfCustomer: false } && cells[column].AsSpan().Trim().ContainsAny('\r', '\n'))
            {
                return column;
            }
        }

        return null;
    }

    private static string Swallowed(CsvReader reader, ReadOnlySpan<byte> record)
    {
        var lines = Math.Max(record.Count((byte)'\n'), record.Count((byte)'\r'));
        return lines == 0 ? "" : $"; what stands up to line {reader.LineNumber + lines} was read as part of it";
    }

    private static string? FirstNotUtf8(CsvReader reader, CsvColumns columns)
    {
        if (NotUtf8.Find(reader.RawRecord) is not { } ofRow)
        {
            return null;
        }

        for (var column = 0; column < reader.FieldCount; column++)
        {
            if (NotUtf8.Find(reader.GetRawSpan(column)) is { } problem)
            {
                return $"has text in column {NameOf(columns, column)} that {problem}";
            }
        }

        return ofRow;
    }

    private static string NameOf(CsvColumns columns, int column) =>
        column < columns.Count && columns[column] is { } known ? known.Name : $"{column + 1}";

    private static string NameOf(char separator) => separator switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "separator",
    };
}
