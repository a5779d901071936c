using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>
/// What systems write where they have no value. Taken for one, it would let the wrong store invoice, or join orders that have nothing to do
/// with each other.
/// </summary>
internal static partial class Placeholders
{
    // The year 1 (.NET), 1601 (Windows), 1753 and 1900 (SQL Server), 1899 (OLE), 1970 (Unix), 1980 (DOS), 2000 and 2001 (clocks, Apple) ...
    private const int FirstRealYear = 2002;

    // ... and the end of .NET's and SQL's time. The end of Unix's, in 2038, is merely in the future.
    private const int LastYear = 9999;

    private static readonly FrozenSet<string> s_words = FrozenSet.ToFrozenSet(
        [
            "_NA_", "NA", "N/A", "N.A.", "null", "(null)", "none", "nil", "undefined", "unknown", "unassigned", "TBA", "TBD", "NaN",
            "[object Object]",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Clocks differ, and a time without an offset may be meant in another zone.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(2);

    /// <summary>A code that stands for none: <c>_NA_</c> (HotWax), <c>null</c>, <c>N/A</c>, <c>-</c> and the like.</summary>
    public static bool IsCode(string code) => s_words.Contains(code) || !code.Any(char.IsLetterOrDigit);

    /// <summary>The same for numbers, of which 0 is none.</summary>
    public static bool IsNumber(string number) => IsCode(number) || number.AsSpan().Trim('0').IsEmpty;

    public static string ProblemOf(string code, string expected) =>
        $"is {ErrorText.Quote(code)}, which systems write where they have none: {expected} is expected";

    /// <summary>A default, whatever its offset; also where with its offset it is no time any more.</summary>
    public static bool IsTime(string text, [NotNullWhen(true)] out string? problem)
    {
        var date = Date().Match(text);
        var isOne = date.Success && int.Parse(date.Groups["year"].Value, CultureInfo.InvariantCulture) is < FirstRealYear or LastYear;
        problem = isOne ? $"is {date.Value}, which systems write where they have no time: the real one is expected" : null;
        return isOne;
    }

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-[0-9]{2}-[0-9]{2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();
}
