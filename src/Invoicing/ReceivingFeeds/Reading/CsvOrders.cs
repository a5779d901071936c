using System.Runtime.CompilerServices;
using System.Text.Unicode;
using CsvHelper;
using Invoicing.OrderInvoicing;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>One order of a CSV file, or a row that is of none.</summary>
/// <param name="Key">Of its number; null without one.</param>
/// <param name="IsLast">Nothing comes after it: it may go on beyond the end of a file that was cut off.</param>
internal sealed record CsvOrder(Guid? Key, OrderText Text, bool IsLast);

/// <summary>Reads orders out of a CSV file: a row an item, the rows of an order together.</summary>
internal sealed class CsvOrders : IDisposable
{
    private static readonly CsvReaderOptions s_options = new()
    {
        TrackLineNumbers = true,
        MaxRecordSize = LineReader.Longest,
        IncludeValuesInExceptions = false,
    };

    private readonly CsvReader _reader;
    private readonly HashSet<long> _misquoted = [];

    /// <param name="content">Unpacked.</param>
    public CsvOrders(Stream content) =>
        _reader = CsvReader.Create(content, s_options with { OnMalformedRecord = record => _misquoted.Add(record.LineNumber) }, leaveOpen: true);

    /// <exception cref="UnusableFeedException">Its columns cannot be those of orders.</exception>
    public async Task<CsvColumns> ReadColumns(CancellationToken ct)
    {
        try
        {
            await _reader.ReadHeaderAsync(ct);
        }
        catch (CsvFormatException)
        {
            throw new UnusableFeedException("the header cannot be read as CSV");
        }

        return CsvColumns.Read(_reader.Headers, out var problem) ?? throw new UnusableFeedException(problem);
    }

    public async IAsyncEnumerable<CsvOrder> Read(CsvColumns columns, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        CsvOrderRows? order = null;
        long? doubtful = null;
        var isBroken = false;
        while (true)
        {
            try
            {
                if (!await _reader.ReadAsync(ct))
                {
                    break;
                }
            }
            catch (CsvFormatException)
            {
                isBroken = true;
                break;
            }

            var row = ReadRow(columns);
            if (row.IsBlank)
            {
                continue;
            }

            // A row whose order is not certain may be of the order before it or of the next one: neither may go out without it.
            var isOfNone = row.IsShifted || CsvOrderRows.NumberOf(columns, row) is null;
            if (order is not null && !order.TryAdd(row))
            {
                if (isOfNone)
                {
                    order.MayLack(row.Line);
                }

                yield return order.Finish(name, isLast: false);
                order = null;
            }

            if (order is null)
            {
                order = new CsvOrderRows(columns, row);
                if (doubtful is { } line)
                {
                    order.MayLack(line);
                }

                doubtful = null;
            }

            doubtful = isOfNone || row.MaySwallow ? row.Line : doubtful;
        }

        if (order is not null)
        {
            var last = order.Finish(name, isLast: !isBroken);
            // Further rows of it may stand where nothing could be read.
            yield return isBroken && last.Text.Problem is null
                ? last with { Text = OrderText.Unreadable(last.Text.Place, "the order may go on where the file cannot be read", last.Text.Line) }
                : last;
        }

        if (isBroken)
        {
            var line = _reader.LineNumber + 1;
            yield return new(null, OrderText.Unreadable($"{name}:{line}", "cannot be read as CSV: a quoted value does not end; nothing after it was read", line), IsLast: true);
        }
    }

    public void Dispose() => _reader.Dispose();

    private CsvRow ReadRow(CsvColumns columns)
    {
        var line = _reader.LineNumber;
        var count = _reader.FieldCount;
        var isMisquoted = _misquoted.Remove(line);
        var problem = !Utf8.IsValid(_reader.RawRecord) ? "is not UTF-8"
            : isMisquoted ? "has quotes where CSV allows none, or a quoted value that does not end"
            : count != columns.Count ? $"has {count} columns, {columns.Count} are expected"
            : null;
        var values = new string?[columns.Count];
        for (var column = 0; column < Math.Min(count, values.Length); column++)
        {
            values[column] = _reader.GetString(column) is var value && string.IsNullOrWhiteSpace(value) ? null : value;
        }

        var spansLines = _reader.RawRecord.TrimEnd("\r\n"u8).Contains((byte)'\n');
        return new CsvRow(line, values, problem, count != columns.Count && columns.OrderNoColumn > 0, isMisquoted && spansLines, _reader.RawRecord.Length);
    }
}

/// <summary>A file of which nothing can be read.</summary>
internal sealed class UnusableFeedException(string problem) : Exception(problem);
