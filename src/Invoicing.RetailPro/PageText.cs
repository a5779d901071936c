using System.Net;
using System.Text.RegularExpressions;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>Reads what a page of HTML or XML says to a person: its title and its first words.</summary>
internal static partial class PageText
{
    private const int Examined = 8000;

    /// <summary>
    /// Ends before the first character that is still written as an escape: a customer's value in another dress could not be recognised
    /// and taken out.
    /// </summary>
    public static string Of(string page)
    {
        var start = TextLimit.Cut(page, Examined);
        var title = Plain(Title().Match(start).Groups["text"].Value);
        var text = Plain(Unseen().Replace(start, " "));
        return title.Length == 0 || text.StartsWith(title, StringComparison.OrdinalIgnoreCase) ? text
            : text.Length == 0 ? title
            : $"{title}: {text}";
    }

    // Tags within a word are taken out, others part words.
    private static string Plain(string html)
    {
        var text = WebUtility.HtmlDecode(Tag().Replace(TagInWord().Replace(html, ""), " "));
        var end = Escape().Match(text) is { Success: true } escape ? escape.Index : text.Length;
        return string.Join(' ', text[..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex("<title[^>]*>(?<text>[^<]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Title();

    [GeneratedRegex(@"<!--.*?(-->|$)|<(script|style|title|svg)\b.*?(</\2\s*>|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"</?(b|i|u|em|strong|span|font|a|wbr|mark|small)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex TagInWord();

    [GeneratedRegex("<[^>]*(>|$)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\\{]|%[0-9A-Fa-f]{2}|&#?\w+;")]
    private static partial Regex Escape();
}
