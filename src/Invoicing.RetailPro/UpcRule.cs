using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>How wrong check digits of product codes are taken.</summary>
internal enum UpcCheck
{
    /// <summary>Not looked at.</summary>
    Off,

    /// <summary>Sent, with a warning on the order.</summary>
    Warn,

    /// <summary>The order is refused.</summary>
    Refuse,
}

/// <summary>
/// What a product code must look like: up to 19 characters, and what spreadsheets and scanners make of one is none. Retail Pro also holds
/// codes that a shop made up, so any length is taken, but digits alone of the length of a GTIN are taken for one.
/// </summary>
internal static class UpcRule
{
    public const int Longest = 19;

    /// <returns>The code to write.</returns>
    public static string Check(Validation findings, OrderLine line, RetailProSettings settings)
    {
        var field = LineFields.PathOf(line, "upc");
        var upc = findings.Required(field, line.Upc, Longest);
        if (!upc.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            CheckDigits(findings, field, upc, settings.UpcCheck);
        }
        else
        {
            findings.Fault(field, IsBroken(upc)
                    ? $"is {ErrorText.Quote(upc)}, a code with blanks or dashes among its digits: write the digits alone"
                : settings.UpcLetters ? null
                : $"is {ErrorText.Quote(upc)}, only digits are allowed (RetailPro:UpcLetters)");
        }

        return upc;
    }

    /// <summary>A GTIN in groups, as it is printed; a shop's own code such as <c>12-345</c> has no blanks and is not so long.</summary>
    private static bool IsBroken(string upc) =>
        !upc.AsSpan().ContainsAnyExcept("0123456789 -\u00A0\u2011\u2013")
        && (upc.AsSpan().ContainsAny(' ', '\u00A0') || upc.Count(char.IsAsciiDigit) is 8 or 12 or 13 or 14);

    private static void CheckDigits(Validation findings, string field, string upc, UpcCheck check)
    {
        var doubt = check != UpcCheck.Off && Doubt(upc) is { } found ? $"is {upc}, {found}" : null;
        findings.Fault(field, check == UpcCheck.Refuse ? doubt : null);
        findings.Warn(check == UpcCheck.Refuse || doubt is null ? null : $"{field} {doubt}: sent unchanged");
    }

    private static string? Doubt(string upc) => upc.Length switch
    {
        8 or 12 or 13 or 14 when !HasRightCheckDigit(upc) => "whose last digit is not the check digit of a UPC or EAN",
        7 or 11 when HasRightCheckDigit(upc) => "which has lost leading zeros, as numbers do in a spreadsheet, or is no UPC or EAN",
        _ => null,
    };

    /// <summary>Leading zeros do not change it.</summary>
    private static bool HasRightCheckDigit(string upc) =>
        upc.Reverse().Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 1 : 3)).Sum() % 10 == 0;
}
