using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Harness.Oracle;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>
/// What each published content alone would have to become, by the reference that knows nothing of the program. Of several contents of
/// one order any may have won, but one for the whole order: its store, its invoice, its slips; and of the codes of stores, those of one
/// setting, and of warehouses, what was known of them at one moment.
/// </summary>
internal sealed class PublishedContents
{
    private readonly Dictionary<string, List<ExpectedOrder>> _ends;

    /// <param name="warehouses">Those that may have been known when an order was planned; null: none were.</param>
    public PublishedContents(IEnumerable<string> texts, IReadOnlyList<Warehouses?> warehouses) =>
        _ends = texts.Distinct()
            .SelectMany(text => warehouses.Distinct().SelectMany(known => Reference.Compute([text], known).Orders.Values))
            .SelectMany(end => new[] { end, StoreNames.In(end) })
            .GroupBy(end => end.OrderNo)
            .ToDictionary(same => same.Key, same => same.ToList());

    public IEnumerable<string> OrderNos => _ends.Keys;

    public List<string> Compare(OrderProcess row, IReadOnlyList<Document> documents)
    {
        var ends = _ends[row.OrderNo];
        var differences = new List<string>();
        // What VTEX cannot take is another matter.
        if (row.Notices.FirstOrDefault(n => n.Kind == FailureKind.InvalidData && !n.Step.StartsWith("vtex/", StringComparison.Ordinal))
            is { } invalid && ends.All(end => end.State != "Failed"))
        {
            differences.Add($"Order {row.OrderNo} is taken for invalid: {invalid.Message}");
        }

        var invoice = documents.FirstOrDefault(document => document.IsInvoice);
        var slips = documents.Where(document => !document.IsInvoice).Select(Describe).Order(StringComparer.Ordinal).ToList();
        var why = ends.Select(end => Difference(end, row, invoice, slips)).ToList();
        if (why.All(difference => difference is not null))
        {
            differences.Add(
                $"Order {row.OrderNo} ({Texts.Of(row)}) became what none of its contents must become: {string.Join(" | ", why)}");
        }

        return differences;
    }

    /// <returns>Null when this content explains all documents, and in a finished order they are complete.</returns>
    private static string? Difference(ExpectedOrder end, OrderProcess row, Document? invoice, List<string> slips)
    {
        var expected = end.Slips.Select(SlipComparison.Describe).ToList();
        if (invoice is not null)
        {
            if (end.Invoice is null)
            {
                return $"{end.State} has no invoice";
            }

            if (InvoiceComparison.Compare(end.Invoice, Entry(invoice)) is [{ } first, ..])
            {
                return first.Text;
            }
        }

        if (slips.FirstOrDefault(slip => !expected.Contains(slip)) is { } surplus)
        {
            return $"no slip {surplus}, but {string.Join(" and ", expected)}";
        }

        if (slips.Count != slips.Distinct().Count())
        {
            return "a slip twice";
        }

        return row.State switch
        {
            OrderState.Completed when end.State != "Completed" => $"must be {end.State}",
            OrderState.Completed when end.Invoice is not null && invoice is null => "the invoice is missing",
            OrderState.Completed when slips.Count != expected.Count => $"{expected.Count} slips, not {slips.Count}",
            OrderState.Held or OrderState.NothingToInvoice when end.State != row.State.ToString() => $"must be {end.State}",
            _ => null,
        };
    }

    private static string Describe(Document slip)
    {
        using var json = JsonDocument.Parse($$"""{"body":{{slip.Body}}}""");
        return SlipComparison.Describe(json.RootElement);
    }

    private static JsonElement Entry(Document invoice)
    {
        using var json = JsonDocument.Parse(invoice.Body);
        var store = json.RootElement.GetProperty("InvoicingStore").GetString();
        using var entry = JsonDocument.Parse($$"""{"invoicingStore":{{JsonSerializer.Serialize(store)}},"body":{{invoice.Body}}}""");
        return entry.RootElement.Clone();
    }
}
