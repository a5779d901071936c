using System.Runtime.CompilerServices;
using CsvHelper;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>Reads the rows of a CSV file that may be of orders: without blank ones, repeated headers and sums.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int MostNotes = 10;

    private static readonly CsvReaderOptions s_options = new()
    {
        TrackLineNumbers = true,
        MaxRecordSize = LineReader.Longest,
        IncludeValuesInExceptions = false,
    };

    private readonly CsvReader _reader;
    private readonly int _trailing;
    private readonly HashSet<long> _misquoted = [];
    private readonly List<string> _notes = [];
    private (long Rows, int Width) _blankEnds;

    /// <param name="content">Unpacked, in UTF-8.</param>
    /// <param name="trailing">Blank values that every row has behind its last column.</param>
    public CsvRows(Stream content, int trailing)
    {
        _trailing = trailing;
        _reader = CsvReader.Create(content, s_options with { OnMalformedRecord = record => _misquoted.Add(record.LineNumber) }, leaveOpen: true);
    }

    /// <summary>What was passed over, once all was read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Set when nothing more can be read before the end of the file.</summary>
    public (long Line, string Problem)? Broken { get; private set; }

    /// <summary>
    /// Blank values that all rows have behind their last column, once all was read: many programs end every row with a separator. Of one row
    /// it might as well be a comma in a value.
    /// </summary>
    public int Trailing { get; private set; }

    /// <exception cref="UnusableFeedException">Its columns cannot be those of orders.</exception>
    public async Task<CsvColumns> ReadColumns(CancellationToken ct)
    {
        try
        {
            await _reader.ReadHeaderAsync(ct);
        }
        catch (CsvFormatException)
        {
            throw new UnusableFeedException("the header cannot be read as CSV: a quote in the first line does not end");
        }

        return CsvColumns.Read(_reader.Headers, out var problem) ?? throw new UnusableFeedException(problem);
    }

    public async IAsyncEnumerable<CsvRow> Read(CsvColumns columns, [EnumeratorCancellation] CancellationToken ct)
    {
        CsvRow? sum = null;
        var rows = 0L;
        while (await Next(ct))
        {
            var cells = Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetString).Select(text => string.IsNullOrWhiteSpace(text) ? null : text).ToArray();
            if (Array.TrueForAll(cells, cell => cell is null))
            {
                continue;
            }

            var header = columns.HeaderOf(cells);
            if (header == HeaderRow.Same)
            {
                Note($"line {_reader.LineNumber} repeats the header and was passed over");
                continue;
            }

            if (header == HeaderRow.Other)
            {
                Broken = (_reader.LineNumber, "is a header of other columns, or of the same in another order; nothing after it was read: put its rows into a file of their own");
                break;
            }

            // Those before it was not the end of the file.
            if (sum is not null)
            {
                yield return sum;
                sum = null;
            }

            rows++;
            var row = ReadRow(columns, cells, rows);
            if (row.IsSum(columns))
            {
                Note($"line {row.Line} holds sums and was passed over");
            }
            else if (row.MayBeSum(columns))
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

        Trailing = rows > 1 && _blankEnds.Rows == rows ? _blankEnds.Width - columns.Count : 0;
    }

    public void Dispose() => _reader.Dispose();

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

    private CsvRow ReadRow(CsvColumns columns, string?[] cells, long number)
    {
        var line = _reader.LineNumber;
        var expected = columns.Count + _trailing;
        if (cells.Length > expected && cells.AsSpan(columns.Count).IndexOfAnyExcept((string?)null) < 0 && (number == 1 || cells.Length == _blankEnds.Width))
        {
            _blankEnds = (_blankEnds.Rows + 1, cells.Length);
        }

        var misquoted = _misquoted.Remove(line) ? CsvQuotes.FirstWrong(_reader) : null;
        var problem = FirstNotUtf8(columns) ?? (misquoted is { } wrong
            ? $"has quotes where CSV allows none, or a quoted value that does not end, in column {NameOf(columns, wrong)}: "
                + "a value with quotes, separators or line breaks stands in quotes, and quotes in it are doubled"
            : cells.Length != expected
            ? $"has {cells.Length} columns, {expected} are expected: usually a value with a {Separator} in it that is not in quotes, or a line that was cut off"
            : null);
        var values = new string?[columns.Count];
        for (var column = 0; column < Math.Min(cells.Length, values.Length); column++)
        {
            values[column] = cells[column] is { } cell ? CsvValue.Of(cell, columns[column]) : null;
        }

        var spansLines = _reader.RawRecord.TrimEnd("\r\n"u8).ContainsAny("\r\n"u8);
        var isShifted = cells.Length != expected && columns.OrderNoColumn > 0;
        return new CsvRow(line, values, problem, isShifted, misquoted is not null && spansLines, _reader.RawRecord.Length);
    }

    private string Separator => _reader.Separator switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "separator",
    };

    private string? FirstNotUtf8(CsvColumns columns)
    {
        if (NotUtf8.Find(_reader.RawRecord) is null)
        {
            return null;
        }

        for (var column = 0; column < _reader.FieldCount; column++)
        {
            if (NotUtf8.Find(_reader.GetRawSpan(column)) is { } problem)
            {
                return $"has text in column {NameOf(columns, column)} that {problem}";
            }
        }

        return NotUtf8.Find(_reader.RawRecord);
    }

    private static string NameOf(CsvColumns columns, int column) =>
        column < columns.Count && columns[column] is { } known ? known.Name : $"{column + 1}";

    private void Note(string note)
    {
        if (_notes.Count < MostNotes)
        {
            _notes.Add(note);
        }
    }
}
