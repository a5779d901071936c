using Invoicing.Harness.Oracle;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>
/// Other codes of the generator's stores: with a small letter in front, which keeps their length, and their sequence where a tie is
/// decided.
/// </summary>
internal static class StoreNames
{
    private const string First = "ABPS";

    /// <summary>As <c>RetailPro:Stores</c> has them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Setting =
        First.Select(letter => KeyValuePair.Create($"{letter}*", $"{char.ToLowerInvariant(letter)}*")).Append(new("*", "*")).ToDictionary();

    public static readonly Warehouses Warehouses = new(["SVA40", "P22", "A9"], "SVA11");

    /// <summary>As people enter them.</summary>
    public static readonly StoreDirectory Directory = new(
        Warehouses.Stores.Select(code => new StoreEntry(code, code) { MayInvoice = false, InvoicedBy = Warehouses.InvoicedBy })
            .Append(new(Warehouses.InvoicedBy, Warehouses.InvoicedBy)));

    /// <summary>The same end, under the other codes.</summary>
    public static ExpectedOrder In(ExpectedOrder end) => end with
    {
        InvoicingStore = end.InvoicingStore is { } store ? Of(store) : null,
        Invoice = end.Invoice is { } invoice
            ? invoice with { Store = Of(invoice.Store), Rows = [.. invoice.Rows.Select(In)] }
            : null,
        Slips = [.. end.Slips.Select(slip => slip with { From = Of(slip.From), To = Of(slip.To) })],
    };

    private static ExpectedRow In(ExpectedRow row) => row with { StoreOrig = Of(row.StoreOrig), StoreDest = Of(row.StoreDest) };

    private static string Of(string code) =>
        code.Length > 0 && First.Contains(code[0]) ? char.ToLowerInvariant(code[0]) + code[1..] : code;
}
