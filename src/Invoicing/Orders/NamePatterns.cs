namespace Invoicing.Orders;

/// <summary>Names in settings that may be patterns: one <c>*</c> stands for any characters, or none.</summary>
internal static class NamePatterns
{
    private const char Any = '*';

    public static bool IsOne(string key) => key.Contains(Any);

    /// <summary>Whether it has a <c>*</c> at most once.</summary>
    public static bool IsSound(string key) => key.Count(c => c == Any) <= 1;

    public static bool Matches(string pattern, string name, StringComparison comparison) => Rest(pattern, name, comparison) is not null;

    /// <summary>
    /// The value of the longest pattern that matches, among equally long ones of the first, its <c>*</c> replaced; null when none does.
    /// </summary>
    public static string? Map(IReadOnlyDictionary<string, string> map, string name, StringComparison comparison)
    {
        foreach (var pattern in map.Keys.Where(IsOne).OrderByDescending(key => key.Length).ThenBy(key => key, StringComparer.Ordinal))
        {
            if (Rest(pattern, name, comparison) is { } rest)
            {
                return map[pattern].Replace($"{Any}", rest, StringComparison.Ordinal).Trim();
            }
        }

        return null;
    }

    /// <summary>What the pattern's <c>*</c> stands for in the name; null when it does not match.</summary>
    private static string? Rest(string pattern, string name, StringComparison comparison)
    {
        var key = TextNormal.Of(pattern);
        var at = key.IndexOf(Any, StringComparison.Ordinal);
        return at < 0 ? name.Equals(key, comparison) ? "" : null
            : name.Length >= key.Length - 1 && name.StartsWith(key[..at], comparison) && name.EndsWith(key[(at + 1)..], comparison)
            ? name[at..(name.Length - (key.Length - 1 - at))]
            : null;
    }
}
