using CsvHelper;

namespace Invoicing.Intake.Parsing;

/// <summary>Finds the value that makes a CSV row misquoted. A spreadsheet's guard <c>="…"</c> does not, though quotes stand in it.</summary>
internal static class CsvQuotes
{
    /// <returns>The column, from 0; null: there are guards only.</returns>
    public static int? FirstWrong(CsvReader row)
    {
        for (var column = 0; column < row.FieldCount; column++)
        {
            if (!IsRight(row.GetRawSpan(column).Trim(" \t"u8)))
            {
                return column;
            }
        }

        return null;
    }

    private static bool IsRight(ReadOnlySpan<byte> value) => value switch
    {
        [(byte)'=', (byte)'"', .. var guarded, (byte)'"'] => !guarded.Contains((byte)'"'),
        [(byte)'"', .. var quoted, (byte)'"'] => AreDoubled(quoted),
        _ => !value.Contains((byte)'"'),
    };

    private static bool AreDoubled(ReadOnlySpan<byte> quoted)
    {
        while (quoted.IndexOf((byte)'"') is var at and >= 0)
        {
            if (at + 1 == quoted.Length || quoted[at + 1] != '"')
            {
                return false;
            }

            quoted = quoted[(at + 2)..];
        }

        return true;
    }
}
