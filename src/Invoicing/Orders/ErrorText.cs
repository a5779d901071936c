using System.Globalization;

namespace Invoicing.Orders;

internal static class ErrorText
{
    /// <summary>How a value that is no customer's is quoted in a fault: recognisable, and short whatever was sent.</summary>
    public static string Quote(string value)
    {
        var text = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= 30 ? $"'{text}'" : $"'{TextLimit.Cut(text, 30)}…'";
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

internal static class Amounts
{
    /// <summary>Float(10,4): ten digits, four of them decimals.</summary>
    public const decimal Largest = 999_999.9999m;

    public const int Decimals = 4;

    /// <summary>Each line may have been rounded by a cent.</summary>
    public static decimal ToleranceFor(int lines) => 0.01m * Math.Max(1, lines);
}
