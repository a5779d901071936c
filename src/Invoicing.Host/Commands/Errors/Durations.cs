using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Spans of time as people write them: <c>90m</c>, <c>2h</c>, <c>3d</c>, <c>1d12h</c>; 100 years at most.</summary>
internal static partial class Durations
{
    public const string Expected = "a number with s, m, h or d is expected, such as 90m, 2h, 3d or 1d12h";

    public static TimeSpan? TryParse(string? text)
    {
        var match = Form().Match(text?.Trim() ?? "");
        var seconds = (86_400 * Number("d")) + (3600 * Number("h")) + (60 * Number("m")) + Number("s");
        return match.Success && seconds <= 36_500d * 86_400 ? TimeSpan.FromSeconds(seconds) : null;

        double Number(string unit) => double.TryParse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 0;
    }

    [GeneratedRegex(@"^(?=\d)(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9})s)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
