using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Intake.Parsing;

/// <summary>A CSV file as one look at all of it has found it.</summary>
/// <param name="Trailing">Blank values behind the last column of every row.</param>
/// <param name="Further">As <see cref="CsvColumns.Read"/> takes them.</param>
/// <param name="Contradictions">Orders with rows in two places that do not say the same, and the first lines of both.</param>
internal sealed record CsvInspection(
    int Trailing, IReadOnlyList<string> Remarks, IReadOnlyList<CsvColumn>? Further,
    IReadOnlyDictionary<Guid, (long First, long Other)> Contradictions)
{
    /// <summary>
    /// An order whose rows stand in two places would come out as two contents of it, of which the later would replace the earlier and lose
    /// its items: so the whole file is looked through before anything is taken.
    /// </summary>
    /// <param name="again">Opens it at its beginning once more, should its first row have been misleading.</param>
    /// <exception cref="UnusableFeedException">Its columns cannot be those of orders.</exception>
    public static async Task<CsvInspection> Of(
        Stream content, Func<Task<FeedStream>> again, IReadOnlyList<CsvColumn>? further, CancellationToken ct)
    {
        if (await Look(content, null, further, ct) is { } inspection)
        {
            return inspection;
        }

        await using var second = await again();
        return (await Look(second.Text, 0, further, ct))!;
    }

    public async IAsyncEnumerable<OrderText> Read(FeedStream content, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        using var rows = await CsvRows.Open(content.Text, Trailing, Further, ct);
        await foreach (var order in CsvOrder.ReadAll(rows, ct))
        {
            // Half a row may look like a whole one, and further rows of the order may be lost.
            var problem = order.Key is { } key && Contradictions.TryGetValue(key, out var lines)
                ? $"the order has rows in two places that do not say the same, the first at lines {lines.First} and {lines.Other}; "
                    + "the rows of an order must stand together"
                : order.Problem
                    ?? (order.IsLast && content.Damage is not null ? "the order may go on where the archive is cut off" : null);
            yield return order.ToText(name, problem);
        }

        if (rows.Broken is { } broken)
        {
            yield return OrderText.Unreadable($"{name}:{broken.Line}", $"line {broken.Line} {broken.Problem}", broken.Line);
        }
    }

    /// <returns>Null: the blank values behind the first row are not behind every row.</returns>
    private static async Task<CsvInspection?> Look(
        Stream content, int? trailing, IReadOnlyList<CsvColumn>? further, CancellationToken ct)
    {
        using var rows = await CsvRows.Open(content, trailing, further, ct);
        var seen = new Dictionary<Guid, (ulong Digest, long Line)>();
        var contradictions = new Dictionary<Guid, (long, long)>();
        await foreach (var order in CsvOrder.ReadAll(rows, ct))
        {
            if (order.Key is not { } key)
            {
                continue;
            }

            var here = order.Digest();
            if (!seen.TryAdd(key, (here, order.Line)) && seen[key].Digest != here)
            {
                contradictions.TryAdd(key, (seen[key].Line, order.Line));
            }
        }

        List<string> remarks = [.. rows.Notes];
        if (rows.Columns.Unknown is { Count: > 0 } unknown)
        {
            remarks.Insert(0, $"columns that mean nothing: {string.Join(", ", unknown)}");
        }

        return rows.TrailingOfAll is { } all ? new(all, remarks, further, contradictions) : null;
    }
}

/// <summary>The rows of one order of a CSV file, a row an item; or a row that is of none.</summary>
internal sealed class CsvOrder
{
    private readonly CsvColumns _columns;
    private readonly CsvRow _first;
    private readonly List<CsvRow> _items = [];
    private long _size;

    private CsvOrder(CsvColumns columns, CsvRow first)
    {
        (_columns, _first) = (columns, first);
        var problem = first.Problem ?? $"has no order number in column {CsvHeader.OrderNo}: the value {first.NoNumber}";
        Problem = first.OrderNo is null ? $"line {first.Line} {problem}" : null;
        Take(first);
    }

    /// <summary>Of its number; null without one.</summary>
    public Guid? Key => _first.OrderNo is { } number ? OrderKey.Of(number) : null;

    public long Line => _first.Line;

    public string? Problem { get; private set; }

    /// <summary>Nothing comes after it: it may go on beyond the end of a file that was cut off.</summary>
    public bool IsLast { get; private set; }

    /// <summary>All orders of a file; the rows of an order stand together.</summary>
    public static async IAsyncEnumerable<CsvOrder> ReadAll(CsvRows rows, [EnumeratorCancellation] CancellationToken ct)
    {
        CsvOrder? order = null;
        long? doubtful = null;
        await foreach (var row in rows.Read(ct))
        {
            // A row whose order is not certain may be of the order before it or of the next one: neither may go out without it.
            var isOfNone = row.IsShifted || row.OrderNo is null;
            if (order?.TryAdd(row) != true)
            {
                if (order is not null)
                {
                    order.MayLack(isOfNone ? row.Line : null);
                    yield return order;
                }

                order = new CsvOrder(rows.Columns, row);
                order.MayLack(doubtful);
                doubtful = null;
            }

            doubtful = isOfNone || row.MaySwallow ? row.Line : doubtful;
        }

        if (order is null)
        {
            yield break;
        }

        if (rows.Broken is { } end)
        {
            order.Spoil($"the order may go on at line {end.Line}, from which on nothing was read");
        }

        order.IsLast = rows.Broken is null;
        yield return order;
    }

    /// <param name="problem">What keeps it from being read, of the order itself or of the file.</param>
    public OrderText ToText(string name, string? problem)
    {
        var place = $"{name}:{Line}";
        if (problem is not null)
        {
            return OrderText.Unreadable(place, problem, Line);
        }

        long[] lines = [.. _items.Select(row => row.Line)];
        var json = JsonSerializer.SerializeToUtf8Bytes(_columns.ToJson(_first.Values, _items.Select(row => row.Values)), JsonText.AsItIs);
        return new OrderText(place, json, Line: Line, CellOf: field => _columns.PlaceOf(field, Line, lines));
    }

    /// <summary>The same for orders that say the same, however they write it.</summary>
    public ulong Digest()
    {
        var ofOrder = _columns.OfOrder.Where(column => column != _columns.OrderNoColumn).Select(column => Normal(_first, column));
        var ofItems = _items.SelectMany(row => _columns.OfItem.Select(column => Normal(row, column)));
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in (Problem is null ? ofOrder : []).Prepend(Problem).Concat(ofItems))
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"{value?.Length}:{value}"));
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(digest.GetHashAndReset());

        string? Normal(CsvRow row, int column) => row.Values[column] is { } value ? _columns[column]!.Normal(value) : null;
    }

    /// <returns>False: the row is of another order.</returns>
    private bool TryAdd(CsvRow row)
    {
        if (row.OrderNo is null || row.OrderNo != _first.OrderNo)
        {
            return false;
        }

        // Blank is as above: many programs write the values of an order on its first row alone.
        foreach (var column in _columns.OfOrder.Where(column => column != _columns.OrderNoColumn))
        {
            if (row.Values[column] is { } value
                && !(_first.Values[column] is { } first && _columns[column]!.IsSame(value, first)))
            {
                Problem ??=
                    $"line {row.Line} has another {_columns.NameOf(column)} than line {Line}, though both are of order {row.OrderNo}: "
                    + "values of the order stand on its first line, and are the same or blank on the others";
            }
        }

        Take(row);
        return true;
    }

    /// <summary>A row that cannot be read may be of this order.</summary>
    private void MayLack(long? line) => Spoil(line is null ? null : $"line {line}, which cannot be read, may be of this order");

    private void Spoil(string? problem)
    {
        Problem ??= problem;
        if (problem is not null)
        {
            _items.Clear();
        }
    }

    private void Take(CsvRow row)
    {
        _size += row.Size;
        if (row.Problem is not null)
        {
            Spoil($"line {row.Line} {row.Problem}");
        }
        else if (_size > OrderText.Longest)
        {
            Spoil(OrderText.IsTooLong);
        }
        else if (Problem is null && _columns.OfItem.Any(column => row.Values[column] is not null))
        {
            _items.Add(row);
        }
    }
}
