using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>
/// Says of a number or time that cannot be read in which local or technical form it probably is. Nothing is guessed: 1.234 and 05/03 are
/// different things in different places. Problems follow the field's name and never quote.
/// </summary>
internal static partial class LocalForms
{
    /// <param name="text">Trimmed, and no number as we expect it.</param>
    public static string OfNumber(string text) => Grouped().IsMatch(text) ? "has a decimal comma or separators of thousands"
        : Unit().IsMatch(text) ? "has a currency, a percent sign or brackets with its number"
        : !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "is a text that is no number"
        : text.AsSpan().ContainsAnyInRange('0', '9') ? "is a number that is too large"
        : "says that there is no number (NaN or infinity)";

    /// <param name="text">Trimmed, and no time as we expect it.</param>
    public static string? OfTime(string text) => LocalDate().IsMatch(text)
        ? "is a date in a local form, of which day and month cannot be told apart"
        : DateAlone().IsMatch(text) ? "is a date without a time of day"
        : Serial().IsMatch(text) ? "is a number, as spreadsheets count days"
        : Epoch().IsMatch(text) ? "is a number, as computers count seconds or milliseconds"
        : Meridiem().IsMatch(text) ? "has AM or PM"
        : null;

    [GeneratedRegex(@"\A[-+(]?[0-9]{1,3}([.,  ’'][0-9]{3})+([.,][0-9]+)?\)?\z|\A[-+]?[0-9]*,[0-9]+\z")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\A[-+(\p{Sc}\p{L}% .]*[0-9][0-9.,  ’']*[-\p{Sc}\p{L}%). ]*\z")]
    private static partial Regex Unit();

    [GeneratedRegex(@"\A[0-9]{1,2}[-/. ]([0-9]{1,2}|\p{L}+\.?)[-/. ]+[0-9]{2}([0-9]{2})?\b|\A[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\b")]
    private static partial Regex LocalDate();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z|\A[0-9]{8}\z")]
    private static partial Regex DateAlone();

    [GeneratedRegex(@"\A[0-9]{5}([.,][0-9]+)?\z")]
    private static partial Regex Serial();

    [GeneratedRegex(@"\A[0-9]{10}([0-9]{3})?\z")]
    private static partial Regex Epoch();

    [GeneratedRegex(@"\b[aApP]\.?\s?[mM]\b\.?")]
    private static partial Regex Meridiem();
}
