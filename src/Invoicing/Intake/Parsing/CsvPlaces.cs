using System.Globalization;

namespace Invoicing.Intake.Parsing;

/// <summary>Finds the cells of a CSV file that the fields of an order were read from.</summary>
internal static class CsvPlaces
{
    private const string Items = "items[";

    /// <param name="field">Such as <c>total</c>, <c>billing</c> or <c>items[0].upc</c>.</param>
    /// <param name="first">The order's first line.</param>
    /// <param name="items">The lines of its items.</param>
    /// <returns>Line and column; null: no column can hold the field.</returns>
    public static string? Of(string field, CsvColumns columns, long first, IReadOnlyList<long> items)
    {
        var (line, name) = (first, field);
        if (field.StartsWith(Items, StringComparison.Ordinal))
        {
            var end = field.IndexOf("].", StringComparison.Ordinal);
            if (end < 0 || !int.TryParse(field.AsSpan(Items.Length..end), CultureInfo.InvariantCulture, out var item) || item >= items.Count)
            {
                return null;
            }

            (line, name) = (items[item], $"{CsvColumn.Item}.{field[(end + 2)..]}");
        }

        return Find(name, Enumerable.Range(0, columns.Count).Select(columns.NameOf)) is { } there ? $"line {line}, column {there}"
            : Find(name, CsvHeader.All.Select(column => column.Name)) is { } absent ? $"line {line}; the file has no column {absent}"
            : null;
    }

    /// <summary>Of an object, such as <c>billing</c>, all columns are meant.</summary>
    private static string? Find(string name, IEnumerable<string> columns) => columns
        .Select(column => column == name ? name : column.StartsWith(name + '.', StringComparison.Ordinal) ? name + ".…" : null)
        .FirstOrDefault(found => found is not null);
}
