using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>The stores of one order: from the OMS's facilities to Retail Pro's codes.</summary>
internal sealed class StoreCodes(RetailProSettings settings)
{
    private readonly Dictionary<string, string> _spellings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when there is none, or when it cannot be one.</summary>
    /// <param name="problem">Why it cannot.</param>
    public string? CodeOf(string? written, out string? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(written))
        {
            return written;
        }

        var code = Listed(written, out problem);
        if (code is null)
        {
            return null;
        }

        code = settings.StoreCodeCase == StoreCodeCase.Upper ? code.ToUpperInvariant() : code;
        if (settings.StoreCodeCase == StoreCodeCase.Ignore
            && (!_spellings.TryGetValue(code, out var spelling) || StringComparer.Ordinal.Compare(code, spelling) < 0))
        {
            _spellings[code] = code;
        }

        return code;
    }

    /// <summary>
    /// Codes of the order that differ only in case are one store, from which no slip may go to itself: of its spellings the first, ordinal
    /// (capitals come first), so that the sequence of lines does not matter. To be asked when all are known.
    /// </summary>
    public string? OneSpelling(string? code) => code is not null && _spellings.TryGetValue(code, out var spelling) ? spelling : code;

    private string? Listed(string written, out string? problem)
    {
        problem = null;
        if (settings.Stores.TryGetValue(written, out var code))
        {
            return code;
        }

        if (Placeholders.IsCode(written))
        {
            problem = Placeholders.ProblemOf(written, "the code of a store");
            return null;
        }

        code = settings.Stores.Count == 0 ? written : NamePatterns.Map(settings.Stores, written, StringComparison.OrdinalIgnoreCase);
        problem = code is not null ? null
            : $"is {ErrorText.Quote(written)}, which RetailPro:Stores does not list: name its code there, restart, and retry the order";
        return code;
    }
}
