using System.Globalization;

namespace Invoicing.Failures.Reports;

/// <summary>A sum for each currency.</summary>
internal sealed class MoneyTotals
{
    private readonly SortedDictionary<string, decimal> _sums = new(StringComparer.Ordinal);

    public void Add(decimal amount, string? currency) => _sums[currency ?? ""] = _sums.GetValueOrDefault(currency ?? "") + amount;

    /// <summary>Such as <c>1,204.50 USD + 3.00 EUR</c>; null when there is none.</summary>
    public override string? ToString() => _sums.Count == 0 ? null : string.Join(" + ", _sums.Select(sum => Of(sum.Value, sum.Key)));

    public static string Of(decimal amount, string? currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount:#,##0.00##} {currency}").TrimEnd();
}
