using System.Runtime.CompilerServices;
using CsvHelper;

namespace Invoicing.Intake.Parsing;

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

    // Of the rows that end with blank values behind the last column: how many there are, and how wide the first of the file is.
    private (long Rows, int Width) _blankEnds;

    /// <param name="content">Unpacked, in UTF-8.</param>
    /// <param name="trailing">Blank values that every row has behind its last column.</param>
    public CsvRows(Stream content, int trailing)
    {
        _trailing = trailing;
        var options = s_options with { OnMalformedRecord = record => _misquoted.Add(record.LineNumber) };
        _reader = CsvReader.Create(content, options, leaveOpen: true);
    }

    /// <summary>What was passed over, once all was read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Set when nothing more can be read before the end of the file.</summary>
    public (long Line, string Problem)? Broken { get; private set; }

    /// <summary>
    /// Blank values that all rows have behind their last column, once all was read: many programs end every row with a separator. Of one
    /// row it might as well be a comma in a value.
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
            var cells = new string?[_reader.FieldCount];
            for (var cell = 0; cell < cells.Length; cell++)
            {
                cells[cell] = _reader.GetString(cell) is var text && string.IsNullOrWhiteSpace(text) ? null : text;
            }

            if (Array.TrueForAll(cells, cell => cell is null) || IsSeparatorLine(cells))
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

            rows++;
            CountBlankEnd(columns, cells, isFirst: rows == 1);
            var row = CsvCells.Read(_reader, columns, cells, columns.Count + _trailing, _misquoted.Remove(_reader.LineNumber));
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

    private void CountBlankEnd(CsvColumns columns, string?[] cells, bool isFirst)
    {
        if (cells.Length > columns.Count && Array.TrueForAll(cells[columns.Count..], cell => cell is null)
            && (isFirst || cells.Length == _blankEnds.Width))
        {
            _blankEnds = (_blankEnds.Rows + 1, cells.Length);
        }
    }

    private void Note(string note)
    {
        if (_notes.Count < MostNotes)
        {
            _notes.Add(note);
        }
    }
}
