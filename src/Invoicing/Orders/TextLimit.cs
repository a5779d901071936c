namespace Invoicing.Orders;

/// <summary>Makes texts fit Retail Pro's columns.</summary>
internal static class TextLimit
{
    /// <summary>The beginning of a text, never ending in half of a surrogate pair.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var end = limit > 0 && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return text[..end].TrimEnd();
    }

    /// <summary>
    /// Two address lines: what is too long for the first runs over into the second, between words where that costs nothing.
    /// </summary>
    /// <returns>The lines, and whether something had to be left out.</returns>
    public static (string First, string Second, bool WasCut) Address(string first, string second, int limit)
    {
        var rest = "";
        if (first.Length > limit)
        {
            var (line, overflow) = Split(first, first.LastIndexOf(' ', limit), second);
            (first, rest) = line.Length > 0 && Join(overflow, second).Length <= limit
                ? (line, overflow)
                : Split(first, Cut(first, limit).Length, second);
        }

        var all = Join(rest, second);
        return (first, Cut(all, limit), all.Length > limit);
    }

    private static (string Line, string Overflow) Split(string text, int at, string second) => at <= 0 ? ("", "")
        : (text[..at].TrimEnd(), second.Length == 0 ? text[at..].Trim() : text[at..].Trim().TrimEnd(','));

    private static string Join(string rest, string second) => rest.Length == 0 ? second : second.Length == 0 ? rest : $"{rest}, {second}";
}
