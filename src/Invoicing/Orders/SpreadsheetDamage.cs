using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>
/// What spreadsheets, and programs that take every digit for a number, make of values: texts that look like values and are others. Two
/// orders or products may have become one, so none is repaired. Problems follow the field's name and never quote.
/// </summary>
internal static partial class SpreadsheetDamage
{
    private const string AsText = "write the column as text, with the code as it is";

    // As spreadsheets write months of dates, in English, Spanish, German and French: never in capitals.
    private const string Months =
        "[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ay|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ep|[Oo]ct|[Nn]ov|[Dd]ec"
        + "|ene|abr|ago|sept|dic|Mrz|Mai|Okt|Dez|janv|févr|mars|avr|mai|juin|juil|août|déc";

    // A telephone in groups, such as 22.55.1234, is none.
    private const string Day = "(0?[1-9]|[12][0-9]|3[01])";
    private const string Month = "(0?[1-9]|1[0-2])";

    /// <returns>What has become of a code; null where nothing is to be seen.</returns>
    public static string? OfCode(string code) => OfText(code) ?? code switch
    {
        [] => null,
        ['=', '"', ..] or ['\'', ..] => "is behind a spreadsheet's guard for text (=\"…\" or an apostrophe): leave the guard away",
        "TRUE" or "FALSE" => $"is {code}, a spreadsheet's value and no code: {AsText}",
        _ when code.Length > 40 || !code.AsSpan().ContainsAny(".,-+/ ") => null,
        _ when Rounded().IsMatch(code) =>
            $"is a number such as 8.72012E+12, as a spreadsheet shortens a long code, whose last digits are lost: {AsText}",
        _ when Decimals().IsMatch(code) => $"ends with decimals such as .0, as programs write a code that they took for a number: {AsText}",
        _ when Date().IsMatch(code) => $"is a date such as 3-May or 05/03/2026, as a spreadsheet makes one of a code such as 5-3: {AsText}",
        _ => null,
    };

    /// <returns>The same of any text, a name or an address too.</returns>
    public static string? OfText(string text) =>
        text is not ['#', _, _, ..] ? null
        : text.AsSpan().Trim('#').IsEmpty
        ? "is filled with #, as a spreadsheet shows a value for which its column is too narrow: widen the column, and save the file again"
        : Error().IsMatch(text) ? "is an error value of a spreadsheet, such as #N/A or #REF!: mend its formula, and save the file again"
        : null;

    [GeneratedRegex(@"\A-?[0-9]+([.,][0-9]+)?[eE][+-][0-9]+\z|\A-?[0-9]+[.,][0-9]+[eE][0-9]+\z")]
    private static partial Regex Rounded();

    [GeneratedRegex(@"\A-?[0-9]+[.,]0+\z")]
    private static partial Regex Decimals();

    [GeneratedRegex(
        @"\A[0-9]{1,2}[-. ](" + Months + @")\.?([-. ][0-9]{2,4})?\z|\A(" + Months + @")\.?[-. ][0-9]{2}\z"
        + @"|\A(" + Day + @"(?<mark>[/.])" + Month + "|" + Month + @"(?<mark>[/.])" + Day + @")\k<mark>([0-9]{2}){1,2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"\A#([¡¿]?\p{Lu}+(/0)?[!?]|N/[AD]|NV|GETTING_DATA)\z")]
    private static partial Regex Error();
}
