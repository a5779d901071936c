using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>Takes the customer's values out of what an outside system says, so that it may stand in mails, lists and logs.</summary>
internal static class Redaction
{
    private const int Longest = 300;
    private const int Examined = 4000;
    private const int ShortestValue = 3;
    private const int Fragment = 8;
    private const string Secret = "secret";

    private static readonly string[] Objects = ["CustomerShipping", "CustomerBilling"];
    private static readonly string[] Company = ["CompanyId", "CompanyName", "CompanyAddress"];
    private static readonly string[] OfCustomer =
        ["FirstName", "LastName", "Email", "Address1", "Address2", "City", "Country", "NoDocument", "Phone"];

    /// <param name="text">What was answered, unescaped.</param>
    /// <param name="requestBody">What was sent; when it cannot be read, nothing of the text is safe.</param>
    /// <param name="secrets">Values to take out beside the customer's.</param>
    /// <returns>At most 300 characters without control characters; each value replaced by its name, such as <c>[FirstName]</c>.</returns>
    public static string Scrub(string text, string requestBody, IEnumerable<string>? secrets = null)
    {
        if (!AnswerJson.TryParse(requestBody, out var request))
        {
            return "";
        }

        var plain = OneLine(TextLimit.Cut(text, Examined));
        var marks = new string?[plain.Length];
        var values = CustomerValues(request).Concat((secrets ?? []).Select(value => (Name: Secret, Value: OneLine(value))));
        foreach (var (name, value) in values.Where(v => v.Value.Length >= ShortestValue).Distinct().OrderByDescending(v => v.Value.Length))
        {
            MarkAll(marks, plain, name, value);
        }

        return TextLimit.Cut(Replace(plain, marks), Longest);
    }

    private static IEnumerable<(string Name, string Value)> CustomerValues(JsonElement request)
    {
        var root = new JsonFields(request, "", []);
        return Objects.Select(root.Object).OfType<JsonFields>()
            .SelectMany(customer => OfCustomer.Select(name => (name, customer.Text(name))))
            .Concat(Company.Select(name => (name, root.Text(name))))
            .Select(v => (v.name, OneLine(v.Item2 ?? "")));
    }

    /// <summary>
    /// Answers repeat values in other dress: an address cut to a column's length, one of several first names, a number with separators.
    /// So any eight characters in a row of a value are taken for it, names also word by word, digits also with separators between them.
    /// </summary>
    private static void MarkAll(string?[] marks, string text, string name, string value)
    {
        var length = Math.Min(value.Length, Fragment);
        for (var at = 0; at + length <= text.Length; at++)
        {
            if (value.AsSpan().Contains(text.AsSpan(at, length), StringComparison.OrdinalIgnoreCase))
            {
                Mark(marks, at, length, name);
            }
        }

        var digits = value.Where(char.IsAsciiDigit).ToArray();
        var patterns = name is "FirstName" or "LastName"
            ? value.Split(' ').Where(word => word.Length >= ShortestValue).Select(word => $@"\b{Regex.Escape(word)}\b")
            : digits.Length >= 5 && digits.Length >= value.Length / 2 ? [string.Join("[ ./()-]{0,2}", digits)]
            : [];
        foreach (var match in patterns.SelectMany(pattern =>
            Regex.Matches(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))
        {
            Mark(marks, match.Index, match.Length, name);
        }
    }

    private static void Mark(string?[] marks, int at, int length, string name)
    {
        for (var i = at; i < at + length; i++)
        {
            marks[i] ??= name;
        }
    }

    private static string Replace(string text, string?[] marks) => string.Concat(text.Select((letter, i) =>
        marks[i] is not { } name ? letter.ToString()
        : i > 0 && marks[i - 1] == name ? ""
        : $"[{name}]"));

    /// <summary>Without control characters, white space as single blanks: line breaks would break logs, and hide values.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>How we identify ourselves to Retail Pro.</summary>
internal static class RetailProSecrets
{
    public static string? BasicCredentials(RetailProSettings settings) => string.IsNullOrEmpty(settings.UserName)
        ? null
        : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.UserName}:{settings.Password}"));

    /// <summary>What must never be in a message: an answer may quote the request's headers.</summary>
    public static IEnumerable<string> Of(RetailProSettings settings) =>
        settings.Headers.Values.Append(settings.UserName).Append(settings.Password).Append(BasicCredentials(settings)).OfType<string>();
}
