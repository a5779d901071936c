using System.Buffers;
using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Looks for what no log may hold.</summary>
internal static class Leaks
{
    // Shorter values stand in any log by chance.
    private const int ShortestWord = 4;
    private const int MostShown = 5;

    private static readonly string[] s_people = ["firstName", "lastName", "email", "address1", "address2", "documentNo", "phone"];
    private static readonly string[] s_company = ["companyId", "companyName", "companyAddress"];

    public static IEnumerable<Violation> Find(Evidence evidence)
    {
        var confidential = SearchValues.Create([.. evidence.Confidential], StringComparison.Ordinal);
        return evidence.Logs.Split('\n')
            .Where(line => Holds(line, confidential, evidence.Confidential))
            .Take(MostShown)
            .Select(line => new Violation("I8", $"A log holds what it must not: {line[..Math.Min(line.Length, 300)]}"));
    }

    /// <summary>Names, addresses, mail addresses, documents and telephones of an order's customers.</summary>
    /// <param name="message">As the OMS published it; nothing where it cannot be read.</param>
    public static IEnumerable<string> PersonalDataOf(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            string[] values = [.. Texts(root, "billing", s_people), .. Texts(root, "deliverTo", s_people), .. Texts(
                root,
                "fiscalCredit",
                s_company)];
            return values.Select(value => value.Trim()).Where(value => value.Length >= ShortestWord);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    // A whole word: a document's number must not be found inside an identifier.
    private static bool Holds(string line, SearchValues<string> confidential, IReadOnlyCollection<string> values) =>
        line.AsSpan().IndexOfAny(confidential) >= 0 && values.Any(value => HoldsWord(line, value));

    private static bool HoldsWord(string line, string value)
    {
        for (var at = line.IndexOf(value, StringComparison.Ordinal); at >= 0; at = line.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            var end = at + value.Length;
            if ((at == 0 || !char.IsLetterOrDigit(line[at - 1])) && (end == line.Length || !char.IsLetterOrDigit(line[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Texts(JsonElement root, string name, string[] fields) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var inside) && inside.ValueKind == JsonValueKind.Object
            ? [.. inside.EnumerateObject().Where(
                property => fields.Contains(property.Name)
                    && property.Value.ValueKind == JsonValueKind.String).Select(property => property.Value.GetString()!)]
            : [];
}
