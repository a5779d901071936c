using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Compares a customer of an invoice. Addresses, cities and countries may be cut; nothing else may.</summary>
internal static class PersonComparison
{
    private const int Limit = 40;

    private static readonly string[] s_names =
        ["FirstName", "LastName", "Email", "Address1", "Address2", "City", "Country", "NoDocument", "Phone"];

    public static IEnumerable<string> Compare(string order, string name, Person expected, JsonElement body)
    {
        if (!body.TryGetProperty(name, out var actual) || actual.ValueKind != JsonValueKind.Object)
        {
            return [$"{order}: {name} is missing."];
        }

        return Documented.Names(actual, s_names, required: ["FirstName", "LastName", "Email", "Address1", "NoDocument"])
            .Concat(Differences(expected, actual))
            .Select(difference => $"{order}: {name}: {difference}");
    }

    private static IEnumerable<string> Differences(Person expected, JsonElement actual)
    {
        (string Name, string Value)[] exact =
        [
            ("FirstName", expected.FirstName), ("LastName", expected.LastName), ("Email", expected.Email), ("NoDocument", expected
                .DocumentNo),
            ("Phone", expected.Phone), ("City", Cut(expected.City)), ("Country", Cut(expected.Country)),
        ];
        foreach (var (field, value) in exact.Where(field => actual.Text(field.Name) != field.Value))
        {
            yield return $"{field} is {actual.Text(field)} instead of {value}.";
        }

        var (first, second) = (actual.Text("Address1"), actual.Text("Address2"));
        if (!IsRightAddress(expected, first, second))
        {
            yield return $"Address1 \"{first}\" and Address2 \"{second}\" are not \"{expected.Address1}\" and \"{expected.Address2}\", "
                + "run over and cut.";
        }
    }

    // What does not fit into the first line runs over into the second. The rules do not say where a line may break or what stands between
    // the rest and the second line; so only letters and digits are compared, and nothing may be lost that would have fitted.
    private static bool IsRightAddress(Person expected, string first, string second)
    {
        if (expected.Address1.Length <= Limit)
        {
            return first == expected.Address1 && second == Cut(expected.Address2);
        }

        var whole = Letters(expected.Address1 + expected.Address2);
        var sent = Letters(first + second);
        var isFull = first.Length > Limit / 2 && second.Length > Limit / 2;
        return first.Length <= Limit && second.Length <= Limit && expected.Address1.StartsWith(first, StringComparison.Ordinal)
            && whole.StartsWith(sent, StringComparison.Ordinal) && (isFull || sent == whole);
    }

    private static string Cut(string text) => text.Length <= Limit ? text : text[..Limit].TrimEnd();

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
