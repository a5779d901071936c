using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Compares one invoice of the ledger with the expected one.</summary>
internal sealed class InvoiceComparison
{
    private static readonly string[] s_names =
    [
        "InvoicingStore", "OrderNo", "CreatedDate", "DeliveryType", "PaymentType", "TotalAmt", "TotalDiscAmt", "ShippingAmt", "CustomerShipping",
        "CustomerBilling", "Items",
    ];

    private static readonly string[] s_rowNames = ["UPC", "OrigPrice", "OrigTax", "Price", "Tax", "Qty", "StoreOrig", "StoreDest"];

    private readonly List<Violation> _differences = [];
    private readonly string _order;

    private InvoiceComparison(string orderNo) => _order = $"Order {orderNo}";

    /// <param name="entry">An element of the ledger's <c>invoices</c>.</param>
    public static IReadOnlyList<Violation> Compare(ExpectedInvoice expected, JsonElement entry)
    {
        var comparison = new InvoiceComparison(expected.OrderNo);
        comparison.CompareHead(expected, entry.GetProperty("body"));
        comparison.Same("the ledger's invoicingStore", expected.Store, entry.GetProperty("invoicingStore").GetString());
        return comparison._differences;
    }

    private void CompareHead(ExpectedInvoice expected, JsonElement body)
    {
        _differences.AddRange(Documented.Names(body, s_names, required: s_names.Except(["TotalDiscAmt", "ShippingAmt"]))
            .Select(fault => Wrong($"{_order}: {fault}")));
        Same("InvoicingStore", expected.Store, body.Text("InvoicingStore"));
        Same("OrderNo", expected.OrderNo, body.Text("OrderNo"));
        Same("CreatedDate", expected.CreatedDate, body.Text("CreatedDate"));
        Same("DeliveryType", expected.DeliveryType, body.Number("DeliveryType"));
        Same("PaymentType", expected.PaymentType, body.Number("PaymentType"));
        Same("TotalAmt", expected.Total, body.Number("TotalAmt"));
        Same("TotalDiscAmt", expected.Discount, body.Number("TotalDiscAmt"));
        Same("ShippingAmt", expected.Shipping, body.Number("ShippingAmt"));
        _differences.AddRange(PersonComparison.Compare(_order, "CustomerBilling", expected.Billing, body).Select(Wrong));
        _differences.AddRange(PersonComparison.Compare(_order, "CustomerShipping", expected.DeliverTo, body).Select(Wrong));
        CompareRows(expected.Rows, body);
    }

    // One row for each order line, never merged, in the order's sequence.
    private void CompareRows(IReadOnlyList<ExpectedRow> expected, JsonElement body)
    {
        var rows = body.TryGetProperty("Items", out var items) && items.ValueKind == JsonValueKind.Array ?
            items.EnumerateArray().ToList() :
            [];
        Same("the number of rows", expected.Count, rows.Count);
        foreach (var (row, actual, place) in expected.Zip(rows, Enumerable.Range(1, expected.Count)))
        {
            var at = $"row {place}, ";
            _differences.AddRange(
                Documented.Names(actual, s_rowNames, required: s_rowNames[..^1]).Select(fault => Wrong($"{_order}: {at}{fault}")));
            Same(at + "UPC", row.Upc, actual.Text("UPC"));
            Same(at + "OrigPrice", row.OrigPrice, actual.Number("OrigPrice"));
            Same(at + "OrigTax", row.OrigTax, actual.Number("OrigTax"));
            Same(at + "Price", row.Price, actual.Number("Price"));
            Same(at + "Tax", row.Tax, actual.Number("Tax"));
            Same(at + "Qty", row.Quantity, actual.Number("Qty"));
            Same(at + "StoreOrig", row.StoreOrig, actual.Text("StoreOrig"));
            Same(at + "StoreDest", row.StoreDest, actual.Text("StoreDest"));
        }
    }

    private void Same<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            _differences.Add(new(what.Contains("nvoicingStore") ? "I3" : "I7", $"{_order}: {what} is {actual} instead of {expected}."));
        }
    }

    private static Violation Wrong(string text) => new("I7", text);
}
