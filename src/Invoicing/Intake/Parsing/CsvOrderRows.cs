using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Intake.Parsing;

/// <summary>The rows of one order, as they come.</summary>
internal sealed class CsvOrderRows
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CsvColumns _columns;
    private readonly CsvRow _first;
    private readonly string? _number;
    private readonly List<CsvRow> _items = [];
    private long _size;
    private string? _problem;

    public CsvOrderRows(CsvColumns columns, CsvRow first)
    {
        (_columns, _first, _number) = (columns, first, NumberOf(columns, first, out var problem));
        if (_number is null)
        {
            _problem = $"line {first.Line} {first.Problem ?? $"has no order number in column {CsvHeader.OrderNo}: the value {problem}"}";
        }

        Take(first);
    }

    /// <returns>False: the row is of another order.</returns>
    public bool TryAdd(CsvRow row)
    {
        if (_number is null || NumberOf(_columns, row, out _) != _number)
        {
            return false;
        }

        for (var column = 0; column < _columns.Count; column++)
        {
            // Blank is as above: many programs write the values of an order on its first row alone.
            if (_columns.IsOfOrder(column) && column != _columns.OrderNoColumn && row.Values[column] is { } value
                && !(_first.Values[column] is { } first && CsvValue.IsSame(value, first, _columns[column]!)))
            {
                _problem ??=
                    $"line {row.Line} has another {_columns.NameOf(column)} than line {_first.Line}, though both are of order {_number}: "
                    + "values of the order stand on its first line, and are the same or blank on the others";
            }
        }

        Take(row);
        return true;
    }

    /// <summary>A row that cannot be read may be of this order.</summary>
    public void MayLack(long line) => Spoil($"line {line}, which cannot be read, may be of this order");

    /// <summary>Nothing was read from that line on.</summary>
    public void MayGoOn(long line) => Spoil($"the order may go on at line {line}, from which on nothing was read");

    public CsvOrder Finish(string name, bool isLast)
    {
        var place = $"{name}:{_first.Line}";
        var text = _problem is not null
            ? OrderText.Unreadable(place, _problem, _first.Line)
            : new OrderText(place, Json(), Line: _first.Line, CellOf: Places());
        return new(_number is null ? null : OrderKey.Of(_number), text, Digest, isLast);
    }

    private Func<string, string?> Places()
    {
        long[] lines = [.. _items.Select(row => row.Line)];
        return field => CsvPlaces.Of(field, _columns, _first.Line, lines);
    }

    private void Spoil(string problem)
    {
        _problem ??= problem;
        _items.Clear();
    }

    private void Take(CsvRow row)
    {
        _size += row.Size;
        if (row.Problem is not null)
        {
            Spoil($"line {row.Line} {row.Problem}");
        }
        else if (_size > LineReader.Longest)
        {
            Spoil($"is longer than {LineReader.Longest / 1024 / 1024} MB, which no order may be");
        }
        else if (_problem is null && _columns.OfItem.Any(column => row.Values[column] is not null))
        {
            _items.Add(row);
        }
    }

    private byte[] Json()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            _columns.Write(json, _first.Values, _items.Select(row => row.Values));
        }

        return buffer.WrittenSpan.ToArray();
    }

    private ulong Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(_problem);
        for (var column = 0; column < _columns.Count && _problem is null; column++)
        {
            if (_columns.IsOfOrder(column) && column != _columns.OrderNoColumn)
            {
                Append(Normal(_first, column));
            }
        }

        foreach (var row in _items)
        {
            foreach (var column in _columns.OfItem)
            {
                Append(Normal(row, column));
            }
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(digest.GetHashAndReset());

        void Append(string? value) => digest.AppendData(Encoding.UTF8.GetBytes($"{value?.Length}:{value}"));
    }

    private string? Normal(CsvRow row, int column) => row.Values[column] is { } value ? CsvValue.Normal(value, _columns[column]!) : null;

    /// <summary>As the order would be known by; null where there is none.</summary>
    /// <param name="problem">Why there is none.</param>
    public static string? NumberOf(CsvColumns columns, CsvRow row, out string problem)
    {
        problem = "is blank";
        return row.Values[columns.OrderNoColumn] is { } text && OrderNumber.TryReadText(text, out _, out var orderNo, out problem)
            ? orderNo
            : null;
    }
}
