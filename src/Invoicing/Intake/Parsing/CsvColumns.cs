using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// What the columns of a CSV file mean. A column is named by the path of the value in the JSON of the order, an item's values by
/// <c>item.</c> and their name.
/// </summary>
internal sealed partial class CsvColumns
{
    private const int MostNamed = 5;

    private readonly CsvColumn?[] _columns;

    private CsvColumns(CsvColumn?[] columns, IReadOnlyList<string> unknown)
    {
        (_columns, Unknown) = (columns, unknown);
        OrderNoColumn = Array.FindIndex(columns, column => column?.Name == CsvHeader.OrderNo);
        OfItem = [.. Enumerable.Range(0, Count).Where(column => columns[column] is { IsOfItem: true })];
        OfOrder = [.. Enumerable.Range(0, Count).Where(column => columns[column] is { IsOfItem: false })];
    }

    public int Count => _columns.Length;

    public int OrderNoColumn { get; }

    /// <summary>Columns that mean nothing, with what they may have been meant as.</summary>
    public IReadOnlyList<string> Unknown { get; }

    public CsvColumn? this[int column] => _columns[column];

    public IReadOnlyList<int> OfItem { get; }

    /// <summary>Its number, too.</summary>
    public IReadOnlyList<int> OfOrder { get; }

    /// <param name="further">Columns that mean something in this file besides.</param>
    /// <exception cref="UnusableFeedException">They cannot be those of orders.</exception>
    public static CsvColumns Read(IReadOnlyList<string> header, params IReadOnlyList<CsvColumn> further)
    {
        var known = header.Select(name => CsvHeader.Find(name, further)).ToArray();
        var unknown = header.Where((name, i) => known[i] is null && !string.IsNullOrWhiteSpace(name))
            .Select(name => name.Trim(' ', '\uFEFF')).ToList();
        var twice = Enumerable.Range(0, known.Length).Where(i => known[i] is not null).GroupBy(i => known[i]!.Name)
            .FirstOrDefault(same => same.Count() > 1);
        var problem = unknown.Find(CsvHeader.IsOfNumberedItem) is { } numbered
            ? $"the header has the column {numbered}: a line for each item is expected, with columns such as item.upc "
                + "that do not count items"
            : twice is not null
            ? $"the header has the column {twice.Key} twice: columns {string.Join(" and ", twice.Select(i => i + 1))}"
            : !known.Any(column => column?.Name == CsvHeader.OrderNo) ? WithoutOrderNo(known, unknown)
            : null;
        return problem is null ? new(known, [.. unknown.Select(WithResemblance)]) : throw new UnusableFeedException(problem);
    }

    public string NameOf(int column) => _columns[column]?.Name ?? "";

    /// <returns>
    /// True for a row that is the file's header once more, as in files that were put one behind the other; false for a header of other
    /// columns, or of the same in another order; null for one that is none.
    /// </returns>
    public bool? IsRepeatedBy(IReadOnlyList<string?> row)
    {
        var here = row.ElementAtOrDefault(OrderNoColumn);
        if (CsvHeader.Find(here) is null && CsvHeader.Find(row.ElementAtOrDefault(0)) is null)
        {
            return null;
        }

        var named = row.Select(CsvHeader.Find).ToList();
        // Of the file's own header, however many of its columns mean nothing; another one is told by most of its names.
        return !named.Exists(column => column?.Name == CsvHeader.OrderNo) ? null
            : named.SequenceEqual(_columns) ? true
            : 2 * named.Count(column => column is not null) >= row.Count(value => value is not null) ? false
            : null;
    }

    /// <param name="order">The values of the order, by column; null: none.</param>
    public JsonObject ToJson(IReadOnlyList<string?> order, IEnumerable<IReadOnlyList<string?>> items)
    {
        var json = new JsonObject();
        foreach (var column in OfOrder.Where(column => order[column] is not null))
        {
            var (parent, property) = (_columns[column]!.Parent, _columns[column]!.Property);
            var owner = parent is null ? json : (JsonObject)(json[parent] ??= new JsonObject());
            owner[property] = order[column];
        }

        json["items"] = new JsonArray([.. items.Select(ItemOf)]);
        return json;
    }

    private JsonObject ItemOf(IReadOnlyList<string?> values) => new(OfItem.Where(column => values[column] is not null)
        .Select(column => KeyValuePair.Create(_columns[column]!.Property, (JsonNode?)values[column])));

    /// <summary>The cell that a field of an order was read from.</summary>
    /// <param name="field">Such as <c>total</c>, <c>billing</c> or <c>items[0].upc</c>.</param>
    /// <returns>Line and column; null: no column can hold the field.</returns>
    public string? PlaceOf(string field, long first, IReadOnlyList<long> items)
    {
        var (line, name) = (first, field);
        if (FieldOfItem().Match(field) is { Success: true } match)
        {
            var item = int.Parse(match.Groups["item"].Value, CultureInfo.InvariantCulture);
            if (item >= items.Count)
            {
                return null;
            }

            (line, name) = (items[item], $"{CsvColumn.Item}.{match.Groups["name"].Value}");
        }

        return Match(name, Enumerable.Range(0, Count).Select(NameOf)) is { } there ? $"line {line}, column {there}"
            : Match(name, CsvHeader.All.Select(column => column.Name)) is { } absent ? $"line {line}; the file has no column {absent}"
            : null;
    }

    /// <summary>Of an object, such as <c>billing</c>, all columns are meant.</summary>
    private static string? Match(string name, IEnumerable<string> columns) => columns
        .Select(column => column == name ? name : column.StartsWith(name + '.', StringComparison.Ordinal) ? name + ".…" : null)
        .FirstOrDefault(found => found is not null);

    private static string WithResemblance(string name) => CsvHeader.Resembles(name) is { } meant ? $"{name} (did you mean {meant}?)" : name;

    /// <summary>Where no name is known, the first line may be the first order, and is not repeated.</summary>
    private static string WithoutOrderNo(CsvColumn?[] known, IReadOnlyList<string> unknown) =>
        "the header has no column orderNo; " + (known.Any(column => column is not null)
            ? unknown.Count == 0 ? "every line needs it" : $"it has {string.Join(", ", unknown.Take(MostNamed).Select(WithResemblance))}"
            : "the first line must name the columns, such as orderNo,orderId,item.upc,item.quantity");

    [GeneratedRegex(@"\Aitems\[(?<item>[0-9]{1,9})\]\.(?<name>.+)\z")]
    private static partial Regex FieldOfItem();
}
