using System.Text;
using System.Text.Json;
using CsvHelper;
using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Operations;

/// <summary>
/// The directory of stores as a file: CSV with a column for each field, or JSON, an array of objects. A field that has no column, or is
/// absent in an object, stays as it is; one that is blank or null is taken away.
/// </summary>
internal static class StoreFile
{
    /// <summary>In bytes; thousands of stores.</summary>
    public const int Longest = 4 * 1024 * 1024;

    private static readonly string[] s_columns = [StoreValues.FacilityField, .. StoreValues.Names];

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="StoreRefusedException">No entry of it can be read.</exception>
    public static async Task<IReadOnlyList<StoreValues>> Read(Stream content, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, ct);
        if (bytes.Length > Longest)
        {
            throw Unusable($"it has {bytes.Length} bytes, at most {Longest} are allowed");
        }

        string text;
        try
        {
            text = s_utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Unusable("it is not UTF-8: save it as “CSV UTF-8”");
        }

        var rows = text.TrimStart() is ['[' or '{', ..] ? Json(text) : await Csv(text, ct);
        return rows.Count > 0 ? rows : throw Unusable("it has no store");
    }

    /// <summary>As <see cref="Read"/> takes it, with every field. What a spreadsheet would take for a formula begins with a ' there.</summary>
    public static async Task<string> Write(IEnumerable<StoreEntry> entries)
    {
        using var content = new MemoryStream();
        await using (var csv = CsvWriter.Create(content, new() { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            await csv.WriteRecordAsync(s_columns);
            foreach (var entry in entries)
            {
                await csv.WriteRecordAsync(
                [
                    Kept(entry.Facility), Kept(entry.Code), entry.MayInvoice ? "true" : "false", Kept(entry.InvoicedBy),
                    Kept(entry.Subsidiary), Kept(entry.Mail),
                ]);
            }

            await csv.FlushAsync();
        }

        return s_utf8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }

    /// <summary>One ' more where reading takes one away.</summary>
    private static string Kept(string? value) => value is not null && IsGuarded(value) ? $"'{value}" : value ?? "";

    private static string Unguarded(string cell) => IsGuarded(cell) ? cell[1..] : cell;

    private static bool IsGuarded(string cell) =>
        cell is ['\'', ..] && cell.TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t', ..];

    private static async Task<IReadOnlyList<StoreValues>> Csv(string text, CancellationToken ct)
    {
        using var content = new MemoryStream(s_utf8.GetBytes(text));
        var misquoted = new HashSet<long>();
        using var reader = CsvReader.Create(
            content,
            new()
            {
                TrackLineNumbers = true, IncludeValuesInExceptions = false,
                OnMalformedRecord = record => misquoted.Add(record.LineNumber),
            },
            leaveOpen: true);
        try
        {
            await reader.ReadHeaderAsync(ct);
            string[] columns = [.. reader.Headers.Select(name => NameOf(name) ?? throw Unusable(
                $"its header has the column {ErrorText.Quote(name)}; allowed are {string.Join(", ", s_columns)}"))];
            if (columns.Distinct().Count() < columns.Length || !columns.Contains(StoreValues.FacilityField))
            {
                throw Unusable($"its header must have the column {StoreValues.FacilityField}, and none twice");
            }

            var rows = new List<StoreValues>();
            while (await reader.ReadAsync(ct))
            {
                string[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(column => Unguarded(reader.GetString(column) ?? ""))];
                if (cells.Any(cell => !string.IsNullOrWhiteSpace(cell)))
                {
                    rows.Add(Row(reader.LineNumber, columns, cells, misquoted.Contains(reader.LineNumber)));
                }
            }

            return rows;
        }
        catch (CsvFormatException)
        {
            throw Unusable($"line {reader.LineNumber + 1} cannot be read as CSV: a quoted value does not end");
        }
    }

    private static StoreValues Row(long line, string[] columns, string[] cells, bool isMisquoted)
    {
        var values = columns.Zip(cells).ToDictionary(cell => cell.First, cell => (string?)cell.Second);
        values.Remove(StoreValues.FacilityField, out var facility);
        return new(line, facility, values)
        {
            Faults = isMisquoted
                ? [new("quotes", "are not as CSV has them: a value with quotes stands in quotes, and those in it are doubled")]
                : cells.Length == columns.Length ? []
                : [new("columns", $"are {cells.Length}, {columns.Length} are expected: a value with a comma stands in quotes")],
        };
    }

    private static List<StoreValues> Json(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind != JsonValueKind.Array ? throw Unusable("its JSON is no array of stores")
                : [.. json.RootElement.EnumerateArray().Select((element, place) => Element(place + 1, element))];
        }
        catch (JsonException e)
        {
            throw Unusable(e.LineNumber is { } line
                ? $"its JSON ends being readable in line {line + 1}, byte {e.BytePositionInLine + 1}"
                : "its JSON has an object with one field twice");
        }
    }

    /// <param name="place">From 1, as lines are.</param>
    private static StoreValues Element(int place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return new(place, null, new Dictionary<string, string?>()) { Faults = [new("it", "is no object")] };
        }

        var (values, faults) = (new Dictionary<string, string?>(), new List<ValidationError>());
        foreach (var property in element.EnumerateObject())
        {
            if (NameOf(property.Name) is not { } name)
            {
                faults.Add(new(
                    TextSanitizer.Line(property.Name, StoreEntry.LongestName), $"is no field; allowed are {string.Join(", ", s_columns)}"));
            }
            else if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Number)
            {
                faults.Add(new(name, $"is of the kind {property.Value.ValueKind}, a text is expected"));
            }
            else
            {
                values[name] = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value.ToString();
            }
        }

        values.Remove(StoreValues.FacilityField, out var facility);
        return new(place, facility, values) { Faults = faults };
    }

    private static string? NameOf(string column) =>
        Array.Find(s_columns, name => name.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));

    private static StoreRefusedException Unusable(string problem) => new($"This is no file of stores: {problem}.");
}
