using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>Reads the rows of a CSV file that may be of orders: without blank ones, repeated headers and sums.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int MostNotes = 10;

    private static readonly CsvReaderOptions s_options = new()
    {
        TrackLineNumbers = true,
        MaxRecordSize = OrderText.Longest,
        IncludeValuesInExceptions = false,
    };

    private readonly CsvReader _reader;
    private readonly HashSet<long> _misquoted = [];
    private readonly List<string> _notes = [];
    private int? _trailing;

    // How many there are, and how many of them have blank values behind the last column, as many as are expected.
    private (long All, long WithTrailing) _rows;

    private CsvRows(Stream content, int? trailing)
    {
        _trailing = trailing;
        var options = s_options with { OnMalformedRecord = record => _misquoted.Add(record.LineNumber) };
        _reader = CsvReader.Create(content, options, leaveOpen: true);
    }

    public CsvColumns Columns { get; private set; } = null!;

    /// <summary>What was passed over, once all was read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Set when nothing more can be read before the end of the file.</summary>
    public (long Line, string Problem)? Broken { get; private set; }

    /// <summary>
    /// Blank values that all rows have behind their last column, once all was read: many programs end every row with a separator. Of one
    /// row it might as well be a comma in a value. Null: rows were read with other than these.
    /// </summary>
    public int? TrailingOfAll => _trailing is null or 0 ? 0 : _rows.All > 1 && _rows.WithTrailing == _rows.All ? _trailing : null;

    /// <param name="content">Unpacked, in UTF-8.</param>
    /// <param name="trailing">Blank values that every row has behind its last column; null: as many as the first one.</param>
    /// <param name="further">Columns that mean something in this file besides.</param>
    /// <exception cref="UnusableFeedException">Its columns cannot be those of orders.</exception>
    public static async Task<CsvRows> Open(Stream content, int? trailing, CancellationToken ct, params IReadOnlyList<CsvColumn> further)
    {
        var rows = new CsvRows(content, trailing);
        try
        {
            await rows._reader.ReadHeaderAsync(ct);
        }
        catch (CsvFormatException)
        {
            throw new UnusableFeedException("the header cannot be read as CSV: a quote in the first line does not end");
        }

        rows.Columns = CsvColumns.Read(rows._reader.Headers, further);
        return rows;
    }

    public async IAsyncEnumerable<CsvRow> Read([EnumeratorCancellation] CancellationToken ct)
    {
        CsvRow? sum = null;
        while (await Next(ct))
        {
            string?[] cells = [.. Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetString)];
            cells = Array.ConvertAll(cells, cell => string.IsNullOrWhiteSpace(cell) ? null : cell);
            if (Array.TrueForAll(cells, cell => cell is null) || IsSeparatorLine(cells))
            {
                continue;
            }

            var isHeader = Columns.IsRepeatedBy(cells);
            if (isHeader == true)
            {
                Note($"line {_reader.LineNumber} repeats the header and was passed over");
                continue;
            }

            if (isHeader == false)
            {
                Broken = (
                    _reader.LineNumber,
                    "is a header of other columns, or of the same in another order; nothing after it was read: "
                        + "put its rows into a file of their own");
                break;
            }

            // Those before it was not the end of the file.
            if (sum is not null)
            {
                yield return sum;
                sum = null;
            }

            var row = RowOf(cells);
            if (row.IsSum(Columns))
            {
                Note($"line {row.Line} holds sums and was passed over");
            }
            else if (row.MayBeSum(Columns))
            {
                sum = row;
            }
            else
            {
                yield return row;
            }
        }

        if (sum is not null && Broken is null)
        {
            Note($"line {sum.Line}, the last, holds nothing but amounts and was taken for sums");
        }
        else if (sum is not null)
        {
            yield return sum;
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary><c>sep=;</c> before a header that is repeated: it tells spreadsheets the separator, and the first one counts.</summary>
    private static bool IsSeparatorLine(string?[] cells) =>
        cells[0]?.Trim(' ', '\uFEFF') is "sep=" or "SEP=" or "Sep=" && Array.TrueForAll(cells[1..], cell => cell is null);

    private async Task<bool> Next(CancellationToken ct)
    {
        try
        {
            return await _reader.ReadAsync(ct);
        }
        catch (CsvFormatException)
        {
            Broken = (_reader.LineNumber + 1, "cannot be read as CSV: a quoted value does not end; nothing after it was read");
            return false;
        }
    }

    private void Note(string note)
    {
        if (_notes.Count < MostNotes)
        {
            _notes.Add(note);
        }
    }

    /// <summary>The row that the reader stands on, with what is wrong with it: where, and what usually causes it.</summary>
    /// <param name="cells">Its texts; null: blank.</param>
    private CsvRow RowOf(string?[] cells)
    {
        var isBlankAtEnd = cells.Length > Columns.Count && Array.TrueForAll(cells[Columns.Count..], cell => cell is null);
        var blank = isBlankAtEnd ? cells.Length - Columns.Count : 0;
        _trailing ??= blank;
        _rows = (_rows.All + 1, _rows.WithTrailing + (blank == _trailing ? 1 : 0));

        var expected = Columns.Count + _trailing.Value;
        var record = _reader.RawRecord.TrimEnd("\r\n"u8);
        var spansLines = record.ContainsAny("\r\n"u8);
        // The reader tells of the row alone, and of a spreadsheet's guard ="…" too, which is none.
        var misquoted = _misquoted.Remove(_reader.LineNumber)
            ? First(_reader.FieldCount, column => !IsQuotedRight(_reader.GetRawSpan(column).Trim(" \t"u8)))
            : null;
        // A known value over several lines that is no name or address.
        var broken = First(
            Math.Min(Columns.Count, cells.Length),
            column => Columns[column] is { IsOfCustomer: false } && cells[column].AsSpan().Trim().ContainsAny('\r', '\n'));
        var wrong = misquoted is { } quoted
            ? $"has quotes where CSV allows none, or a quoted value that does not end, in column {NameOf(quoted)}: "
                + "a value with quotes, separators or line breaks stands in quotes, and quotes in it are doubled"
            : broken is { } column
            ? $"has a line break in column {NameOf(column)}, where none belongs: usually quotes that are not in pairs"
            : cells.Length != expected
            ? $"has {cells.Length} columns, {expected} are expected: "
                + $"usually a value with a {NameOf(_reader.Separator)} in it that is not in quotes, or a line that was cut off"
            : null;
        var problem = FirstNotUtf8() ?? (wrong is null ? null : wrong + Swallowed(record));
        string?[] values =
            [.. Enumerable.Range(0, Columns.Count).Select(i => cells.ElementAtOrDefault(i) is { } cell ? Columns[i]?.ValueOf(cell) : null)];
        var (_, orderNo, noNumber) = values[Columns.OrderNoColumn] is { } number ? OrderNumber.Read(number) : ("", "", "is blank");
        return new(_reader.LineNumber, values, problem, _reader.RawRecord.Length)
        {
            OrderNo = noNumber.Length == 0 ? orderNo : null,
            NoNumber = noNumber,
            IsShifted = cells.Length != expected && Columns.OrderNoColumn > 0,
            MaySwallow = spansLines && (misquoted is not null || cells.Length != expected || broken is not null),
            SpansLines = spansLines,
        };
    }

    private static int? First(int count, Func<int, bool> which) =>
        Enumerable.Range(0, count).Where(which).Select(column => (int?)column).FirstOrDefault();

    private string Swallowed(ReadOnlySpan<byte> record)
    {
        var lines = Math.Max(record.Count((byte)'\n'), record.Count((byte)'\r'));
        return lines == 0 ? "" : $"; what stands up to line {_reader.LineNumber + lines} was read as part of it";
    }

    private string? FirstNotUtf8()
    {
        var ofRow = NotUtf8.Find(_reader.RawRecord);
        return ofRow is not null && First(_reader.FieldCount, cell => NotUtf8.Find(_reader.GetRawSpan(cell)) is not null) is { } column
            ? $"has text in column {NameOf(column)} that {NotUtf8.Find(_reader.GetRawSpan(column))}"
            : ofRow;
    }

    private static bool IsQuotedRight(ReadOnlySpan<byte> value) => value switch
    {
        [(byte)'=', (byte)'"', .. var guarded, (byte)'"'] => !guarded.Contains((byte)'"'),
        [(byte)'"', .. var quoted, (byte)'"'] =>
            !Encoding.Latin1.GetString(quoted).Replace("\"\"", "", StringComparison.Ordinal).Contains('"'),
        _ => !value.Contains((byte)'"'),
    };

    private string NameOf(int column) => column < Columns.Count && Columns[column] is { } known ? known.Name : $"{column + 1}";

    private static string NameOf(char separator) => separator switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "separator",
    };
}

/// <param name="Values">By column; null: blank.</param>
/// <param name="Problem">Continues a sentence that begins with the line.</param>
/// <param name="Size">In bytes.</param>
internal sealed record CsvRow(long Line, string?[] Values, string? Problem, int Size)
{
    private static readonly string[] s_sums = ["TOTAL", "TOTALS", "GRAND TOTAL", "SUBTOTAL", "SUM", "SUMME", "SUMA", "TOTALES", "GESAMT"];

    /// <summary>As its order would be known by; null where there is none.</summary>
    public string? OrderNo { get; init; }

    /// <summary>Why there is none; continues a sentence about the value.</summary>
    public string NoNumber { get; init; } = "";

    /// <summary>Another value may stand in the place of its number.</summary>
    public bool IsShifted { get; init; }

    /// <summary>The first rows of the next order may stand in one of its values.</summary>
    public bool MaySwallow { get; init; }

    public bool SpansLines { get; init; }

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
