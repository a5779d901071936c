using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Invoicing.OrderInvoicing;
using Invoicing.ReceivingOrders;

namespace Invoicing.ReceivingFeeds.Reading;

/// <param name="Values">By column; null: blank.</param>
/// <param name="IsShifted">Another value may stand in the place of its number.</param>
/// <param name="MaySwallow">Misquoted over several lines: the first rows of the next order may stand in one of its values.</param>
internal sealed record CsvRow(long Line, string?[] Values, string? Problem, bool IsShifted, bool MaySwallow, int Size)
{
    /// <summary>As spreadsheets leave them behind the last one.</summary>
    public bool IsBlank => Problem is null && Array.TrueForAll(Values, value => value is null);
}

/// <summary>The rows of one order, as they come.</summary>
internal sealed class CsvOrderRows
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CsvColumns _columns;
    private readonly CsvRow _first;
    private readonly string? _number;
    private readonly List<string?[]> _items = [];
    private long _size;
    private string? _problem;

    public CsvOrderRows(CsvColumns columns, CsvRow first)
    {
        (_columns, _first, _number) = (columns, first, NumberOf(columns, first));
        if (_number is null)
        {
            _problem = first.Problem ?? $"the column {columns.NameOf(columns.OrderNoColumn)} holds no order number";
        }

        Take(first);
    }

    /// <returns>False: the row is of another order.</returns>
    public bool TryAdd(CsvRow row)
    {
        if (_number is null || NumberOf(_columns, row) != _number)
        {
            return false;
        }

        for (var column = 0; column < _columns.Count; column++)
        {
            // Blank is as above: many programs write the values of an order on its first row alone.
            if (_columns.IsOfOrder(column) && row.Values[column] is { } value && value != _first.Values[column])
            {
                _problem ??= $"line {row.Line} has another {_columns.NameOf(column)} than line {_first.Line}, though both are of order {_number}";
            }
        }

        Take(row);
        return true;
    }

    /// <summary>A row that cannot be read may be of this order.</summary>
    public void MayLack(long line)
    {
        _problem ??= $"line {line}, which cannot be read, may be of this order";
        _items.Clear();
    }

    public CsvOrder Finish(string name, bool isLast)
    {
        var place = $"{name}:{_first.Line}";
        var text = _problem is not null ? OrderText.Unreadable(place, _problem, _first.Line) : new OrderText(place, Json(), Line: _first.Line);
        return new(_number is null ? null : OrderKey.Of(_number), text, isLast);
    }

    private void Take(CsvRow row)
    {
        _problem ??= row.Problem is null ? null : $"line {row.Line} {row.Problem}";
        _size += row.Size;
        if (_size > LineReader.Longest)
        {
            _problem ??= $"is longer than {LineReader.Longest / 1024 / 1024} MB";
        }

        if (_problem is null)
        {
            if (Enumerable.Range(0, _columns.Count).Any(column => _columns.IsOfItem(column) && row.Values[column] is not null))
            {
                _items.Add(row.Values);
            }
        }
        else
        {
            _items.Clear();
        }
    }

    private byte[] Json()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            _columns.Write(json, _first.Values, _items);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As the order would be known by; null where there is none.</summary>
    public static string? NumberOf(CsvColumns columns, CsvRow row)
    {
        if (row.Values[columns.OrderNoColumn] is not { } text)
        {
            return null;
        }

        var body = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [OrderNumber.Field] = text });
        return OrderNumber.TryRead(body, out _, out var orderNo, out _) ? orderNo : null;
    }
}
