using System.Reflection;
using System.Text.Json;
using Invoicing.Contracts;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>
/// What the columns of a CSV file mean. A column is named by the path of the value in the JSON of the order, an item's values by
/// <c>item.</c> and their name.
/// </summary>
internal sealed class CsvColumns
{
    private const string OrderNo = "orderNo";
    private const string Item = "item";

    private readonly (string? Parent, string Name)?[] _columns;

    private readonly IReadOnlyList<int> _ofItem;
    private readonly IReadOnlyList<(string? Parent, IReadOnlyList<int> Columns)> _ofOrder;

    private CsvColumns((string? Parent, string Name)?[] columns, int orderNo, IReadOnlyList<string> unknown)
    {
        (_columns, OrderNoColumn, Unknown) = (columns, orderNo, unknown);
        _ofItem = [.. Enumerable.Range(0, Count).Where(IsOfItem)];
        _ofOrder = [.. Enumerable.Range(0, Count).Where(IsOfOrder).GroupBy(column => columns[column]!.Value.Parent)
            .Select(group => (group.Key, (IReadOnlyList<int>)[.. group]))];
    }

    /// <summary>All names that mean something, in the order of the contract.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. NamesOf(typeof(OrderCompleted), "")];

    public int Count => _columns.Length;

    public int OrderNoColumn { get; }

    /// <summary>Columns that mean nothing.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <returns>Null, and what is wrong, when orders cannot be read out of such a file.</returns>
    public static CsvColumns? Read(IReadOnlyList<string> header, out string problem)
    {
        var names = header.Select(name => name.Trim()).ToList();
        var known = names.Select(name => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        var twice = known.OfType<string>().GroupBy(name => name).FirstOrDefault(same => same.Count() > 1)?.Key;
        problem = twice is not null ? $"the header has the column {twice} twice"
            : !known.Contains(OrderNo) ? $"the header has no column {OrderNo}; the first line must name the columns, such as orderNo,orderId,item.upc,item.quantity"
            : "";
        return problem.Length > 0 ? null : new CsvColumns(
            [.. known.Select(name => name is null ? ((string?, string)?)null : Split(name))],
            known.IndexOf(OrderNo),
            [.. names.Where((_, i) => known[i] is null)]);
    }

    public bool IsOfItem(int column) => _columns[column]?.Parent == Item;

    public bool IsOfOrder(int column) => _columns[column] is { } known && known.Parent != Item;

    public string NameOf(int column) => _columns[column] is not { } known ? "" : known.Parent is null ? known.Name : $"{known.Parent}.{known.Name}";

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
            json.WriteString(_columns[column]!.Value.Name, values[column]);
        }
    }

    private static (string? Parent, string Name) Split(string name) => name.Split('.') is [var parent, var child] ? (parent, child) : (null, name);

    private static IEnumerable<string> NamesOf(Type type, string prefix) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property =>
        {
            var name = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            return property.PropertyType switch
            {
                var t when t.Assembly == typeof(OrderCompleted).Assembly && t.IsClass => NamesOf(t, name + "."),
                { IsGenericType: true } t when t.GetGenericArguments() is [var item] && item == typeof(OrderItem) => NamesOf(item, Item + "."),
                _ => [name],
            };
        });
}
