using System.Text.Json;

namespace Invoicing.Simulators.RetailPro;

/// <summary>The two documented calls of Retail Pro.</summary>
internal enum Operation
{
    /// <summary>Order to Invoice.</summary>
    Invoice,

    /// <summary>Transfer Slip.</summary>
    Slip,
}

/// <summary>Units of a product on an invoice or a slip.</summary>
internal readonly record struct StockLine(string Upc, decimal Quantity);

/// <summary>What Retail Pro's books need of a body.</summary>
/// <param name="Number">Of the order, or of the slip.</param>
/// <param name="FromStore">The store that the lines are taken from: of an invoice the invoicing store, whoever shipped them.</param>
/// <param name="ToStore">Where they arrive; null for an invoice.</param>
internal sealed record Document(Operation Operation, string Number, string FromStore, string? ToStore, IReadOnlyList<StockLine> Lines)
{
    // No limit is published; so generous that it only stops what can be no number.
    private const int LongestSlipNo = 20;

    /// <summary>The property with the number.</summary>
    public static string NumberName(Operation operation) => operation == Operation.Invoice ? "OrderNo" : "SlipNo";

    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static Document? Read(Operation operation, JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var document = operation == Operation.Invoice ? ReadInvoice(root) : ReadSlip(root, faults);
        return faults.Count == 0 ? document : null;
    }

    // By the mapping table of document 002.
    private static Document ReadInvoice(FieldReader root)
    {
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
        return new(Operation.Invoice, orderNo ?? "", store ?? "", null, [.. root.Objects("Items", required: true).Select(ReadInvoiceLine)]);
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

    private static StockLine ReadInvoiceLine(FieldReader line)
    {
        var upc = line.Text("UPC", 19, required: true);
        line.Amount("OrigPrice", required: true);
        line.Amount("OrigTax", required: true);
        line.Amount("Price", required: true);
        line.Amount("Tax", required: true);
        var quantity = line.Quantity("Qty");
        line.Text("StoreOrig", 5, required: true);
        line.Text("StoreDest", 5, required: false);
        return new(upc ?? "", quantity ?? 0);
    }

    // By the published contract.
    private static Document ReadSlip(FieldReader root, List<string> faults)
    {
        var slipNo = root.Text("SlipNo", LongestSlipNo, required: true);
        var from = root.Text("FromStore", 5, required: true);
        var to = root.Text("ToStore", 5, required: true);
        root.Moment("CreatedDate");
        var total = root.Amount("TotalQty", required: true);
        var lines = root.Objects("Items", required: true)
            .Select(line => new StockLine(line.Text("UPC", 19, required: true) ?? "", line.Quantity("Qty") ?? 0))
            .ToList();
        root.FaultIf(from is not null && from == to, "ToStore", "must differ from FromStore");
        var sum = lines.Sum(line => line.Quantity);
        root.FaultIf(faults.Count == 0 && total != sum, "TotalQty", $"is {total}, but the items sum to {sum}");
        return new(Operation.Slip, slipNo ?? "", from ?? "", to ?? "", lines);
    }
}
