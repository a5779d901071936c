using System.Text.Json;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// What the columns of a CSV file mean. A column is named by the path of the value in the JSON of the order, an item's values by
/// <c>item.</c> and their name.
/// </summary>
internal sealed class CsvColumns
{
    private const int MostNamed = 5;

    private readonly CsvColumn?[] _columns;

    private readonly IReadOnlyList<int> _ofItem;
    private readonly IReadOnlyList<(string? Parent, IReadOnlyList<int> Columns)> _ofOrder;

    private CsvColumns(CsvColumn?[] columns, IReadOnlyList<string> unknown)
    {
        (_columns, Unknown) = (columns, unknown);
        OrderNoColumn = Array.FindIndex(columns, column => column?.Name == CsvHeader.OrderNo);
        _ofItem = [.. Enumerable.Range(0, Count).Where(column => columns[column] is { IsOfItem: true })];
        _ofOrder = [.. Enumerable.Range(0, Count).Where(IsOfOrder).GroupBy(column => columns[column]!.Parent)
            .Select(group => (group.Key, (IReadOnlyList<int>)[.. group]))];
    }

    public int Count => _columns.Length;

    public int OrderNoColumn { get; }

    /// <summary>Columns that mean nothing, with what they may have been meant as.</summary>
    public IReadOnlyList<string> Unknown { get; }

    public CsvColumn? this[int column] => _columns[column];

    public IReadOnlyList<int> OfItem => _ofItem;

    /// <returns>Null, and what is wrong, when orders cannot be read out of such a file.</returns>
    public static CsvColumns? Read(IReadOnlyList<string> header, out string problem)
    {
        var known = header.Select(CsvHeader.Find).ToArray();
        var unknown = header.Where((name, i) => known[i] is null && !string.IsNullOrWhiteSpace(name))
            .Select(name => name.Trim(' ', '\uFEFF')).ToList();
        var twice = Enumerable.Range(0, known.Length).Where(i => known[i] is not null).GroupBy(i => known[i]!.Name)
            .FirstOrDefault(same => same.Count() > 1);
        problem = unknown.Find(CsvHeader.IsOfNumberedItem) is { } numbered
            ? $"the header has the column {numbered}: a line for each item is expected, with columns such as item.upc that do not count items"
            : twice is not null
            ? $"the header has the column {twice.Key} twice: columns {string.Join(" and ", twice.Select(i => i + 1))}"
            : !known.Any(column => column?.Name == CsvHeader.OrderNo) ? WithoutOrderNo(known, unknown)
            : "";
        return problem.Length > 0 ? null : new CsvColumns(known, [.. unknown.Select(WithResemblance)]);
    }

    public bool IsOfOrder(int column) => _columns[column] is { IsOfItem: false };

    public string NameOf(int column) => _columns[column]?.Name ?? "";

    /// <summary>Which columns another row would name, were it a header.</summary>
    public HeaderRow HeaderOf(IReadOnlyList<string?> row)
    {
        var here = row.ElementAtOrDefault(OrderNoColumn);
        if (CsvHeader.Find(here) is null && CsvHeader.Find(row.ElementAtOrDefault(0)) is null)
        {
            return HeaderRow.None;
        }

        var named = row.Select(CsvHeader.Find).ToList();
        // Of the file's own header, however many of its columns mean nothing; another one is told by most of its names.
        return !named.Exists(column => column?.Name == CsvHeader.OrderNo) ? HeaderRow.None
            : named.SequenceEqual(_columns) ? HeaderRow.Same
            : 2 * named.Count(column => column is not null) >= row.Count(value => value is not null) ? HeaderRow.Other
            : HeaderRow.None;
    }

    /// <param name="order">The values of the order, by column; null: none.</param>
    /// <param name="items">The same of each item.</param>
    public void Write(Utf8JsonWriter json, IReadOnlyList<string?> order, IEnumerable<IReadOnlyList<string?>> items)
    {
        json.WriteStartObject();
        foreach (var (parent, columns) in _ofOrder.Where(group => group.Columns.Any(column => order[column] is not null)))
        {
            if (parent is not null)
            {
                json.WriteStartObject(parent);
            }

            WriteValues(json, columns, order);
            if (parent is not null)
            {
                json.WriteEndObject();
            }
        }

        json.WriteStartArray("items");
        foreach (var item in items)
        {
            json.WriteStartObject();
            WriteValues(json, _ofItem, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteValues(Utf8JsonWriter json, IReadOnlyList<int> columns, IReadOnlyList<string?> values)
    {
        foreach (var column in columns.Where(column => values[column] is not null))
        {
            json.WriteString(_columns[column]!.Property, values[column]);
        }
    }

    private static string WithResemblance(string name) => CsvHeader.Resembles(name) is { } meant ? $"{name} (did you mean {meant}?)" : name;

    /// <summary>Where no name is known, the first line may be the first order, and is not repeated.</summary>
    private static string WithoutOrderNo(CsvColumn?[] known, IReadOnlyList<string> unknown) =>
        "the header has no column orderNo; " + (known.Any(column => column is not null)
            ? unknown.Count == 0 ? "every line needs it" : $"it has {string.Join(", ", unknown.Take(MostNamed).Select(WithResemblance))}"
            : "the first line must name the columns, such as orderNo,orderId,item.upc,item.quantity");
}

/// <summary>What a row among the others is, as a header.</summary>
internal enum HeaderRow
{
    /// <summary>None.</summary>
    None,

    /// <summary>The file's own once more, as in files that were put one behind the other.</summary>
    Same,

    /// <summary>One of other columns, or of the same in another order.</summary>
    Other,
}
