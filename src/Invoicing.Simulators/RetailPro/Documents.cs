using System.Text.Json;

namespace Invoicing.Simulators.RetailPro;

/// <summary>Units of a product on an invoice or a slip.</summary>
internal readonly record struct StockLine(string Upc, decimal Quantity);

/// <summary>What Retail Pro's books need of an Order to Invoice body.</summary>
internal sealed record Invoice(string OrderNo, string InvoicingStore, IReadOnlyList<StockLine> Lines)
{
    /// <summary>Reads the body by the mapping table of document 002; null when it has faults, which are all noted.</summary>
    public static Invoice? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var store = root.Text("InvoicingStore", 5, required: true);
        var orderNo = root.Text("OrderNo", 9, required: true);
        root.Moment("CreatedDate");
        root.Short("DeliveryType", from: 1, to: 2);
        root.Short("PaymentType");
        root.Amount("TotalAmt", required: true);
        root.Amount("TotalDiscAmt", required: false);
        root.Amount("ShippingAmt", required: false);
        ReadCustomer(root.Object("CustomerBilling", required: true));
        ReadCustomer(root.Object("CustomerShipping", required: true));
        var lines = root.Objects("Items", required: true).Select(ReadLine).ToList();
        return faults.Count == 0 ? new Invoice(orderNo!, store!, lines) : null;
    }

    private static void ReadCustomer(FieldReader? customer)
    {
        customer?.Text("FirstName", 30, required: true);
        customer?.Text("LastName", 30, required: true);
        customer?.Text("Email", 60, required: true);
        customer?.Text("Address1", 40, required: true);
        customer?.Text("Address2", 40, required: false);
        customer?.Text("City", 40, required: false);
        customer?.Text("Country", 40, required: false);
        customer?.Text("NoDocument", 20, required: true);
    }

    private static StockLine ReadLine(FieldReader line)
    {
        var upc = line.Text("UPC", 19, required: true);
        line.Amount("OrigPrice", required: true);
        line.Amount("OrigTax", required: true);
        line.Amount("Price", required: true);
        line.Amount("Tax", required: true);
        var quantity = line.Quantity("Qty");
        line.Text("StoreOrig", 5, required: true);
        line.Text("StoreDest", 5, required: false);
        return new StockLine(upc ?? "", quantity ?? 0);
    }
}

/// <summary>What Retail Pro's books need of a Transfer Slip body.</summary>
internal sealed record Slip(string SlipNo, string FromStore, string ToStore, IReadOnlyList<StockLine> Lines)
{
    // No limit is published; so generous that it only stops what can be no number.
    private const int LongestSlipNo = 20;

    /// <summary>Reads the body by the published contract; null when it has faults, which are all noted.</summary>
    public static Slip? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var slipNo = root.Text("SlipNo", LongestSlipNo, required: true);
        var from = root.Text("FromStore", 5, required: true);
        var to = root.Text("ToStore", 5, required: true);
        root.Moment("CreatedDate");
        var total = root.Amount("TotalQty", required: true);
        var lines = root.Objects("Items", required: true).Select(ReadLine).ToList();
        if (from is not null && from == to)
        {
            root.Fault("ToStore", "must differ from FromStore");
        }

        if (faults.Count == 0 && total != lines.Sum(line => line.Quantity))
        {
            root.Fault("TotalQty", $"is {total}, but the items sum to {lines.Sum(line => line.Quantity)}");
        }

        return faults.Count == 0 ? new Slip(slipNo!, from!, to!, lines) : null;
    }

    private static StockLine ReadLine(FieldReader line) =>
        new(line.Text("UPC", 19, required: true) ?? "", line.Quantity("Qty") ?? 0);
}
