using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Spans of time as people write them: <c>90m</c>, <c>2h</c>, <c>3d</c>, <c>1d12h</c>.</summary>
internal static partial class Durations
{
    public const string Expected = "a number with s, m, h or d is expected, such as 90m, 2h, 3d or 1d12h";

    private const double LongestDays = 36_500;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Form().Match(text.Trim());
        if (!match.Success || match.Length == 0)
        {
            return false;
        }

        var seconds = Part(match, "d") * 86_400 + Part(match, "h") * 3600 + Part(match, "m") * 60 + Part(match, "s");
        if (seconds > LongestDays * 86_400)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static double Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true } part ? double.Parse(part.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?=\d)(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9})s)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
