using System.Text.Json.Nodes;

namespace Invoicing.Harness.Oracle;

/// <summary>The ledger that the reference expects, for tests that plant a difference in it.</summary>
internal static class PerfectLedger
{
    public static readonly DateTimeOffset EnteredAt = new(2026, 3, 6, 22, 31, 0, TimeSpan.Zero);

    public static string DocumentNoOf(string orderNo) => $"INV{orderNo}";

    public static JsonObject Of(ExpectedEnd end)
    {
        var number = 0;
        var orders = end.Orders.Values;
        return new JsonObject
        {
            ["invoices"] = Array(orders.Where(order => order.Invoice is not null).Select(order => Invoice(order.Invoice!))),
            ["slips"] = Array(orders.SelectMany(order => order.Slips).Select(slip => Slip(slip, $"{++number:D8}"))),
            ["stock"] = Array(orders.SelectMany(order => order.Stock).GroupBy(move => (move.Store, move.Upc)).Select(same => new JsonObject
            {
                ["store"] = same.Key.Store,
                ["upc"] = same.Key.Upc,
                ["quantity"] = same.Sum(move => move.Quantity),
            })),
        };
    }

    private static JsonObject Invoice(ExpectedInvoice invoice) => new()
    {
        ["orderNo"] = invoice.OrderNo,
        ["invoicingStore"] = invoice.Store,
        ["documentNo"] = DocumentNoOf(invoice.OrderNo),
        ["receivedAt"] = EnteredAt,
        ["body"] = new JsonObject
        {
            ["InvoicingStore"] = invoice.Store,
            ["OrderNo"] = invoice.OrderNo,
            ["CreatedDate"] = invoice.CreatedDate,
            ["DeliveryType"] = invoice.DeliveryType,
            ["PaymentType"] = invoice.PaymentType,
            ["TotalAmt"] = invoice.Total,
            ["TotalDiscAmt"] = invoice.Discount,
            ["ShippingAmt"] = invoice.Shipping,
            ["CustomerShipping"] = Customer(invoice.DeliverTo),
            ["CustomerBilling"] = Customer(invoice.Billing),
            ["Items"] = Array(invoice.Rows.Select(row => new JsonObject
            {
                ["UPC"] = row.Upc,
                ["OrigPrice"] = row.OrigPrice,
                ["OrigTax"] = row.OrigTax,
                ["Price"] = row.Price,
                ["Tax"] = row.Tax,
                ["Qty"] = row.Quantity,
                ["StoreOrig"] = row.StoreOrig,
                ["StoreDest"] = row.StoreDest,
            })),
        },
    };

    private static JsonObject Customer(Person person) => new()
    {
        ["FirstName"] = person.FirstName,
        ["LastName"] = person.LastName,
        ["Email"] = person.Email,
        ["Address1"] = Cut(person.Address1),
        ["Address2"] = Cut(person.Address1.Length <= 40 ? person.Address2 : $"{person.Address1[40..]} {person.Address2}"),
        ["City"] = Cut(person.City),
        ["Country"] = Cut(person.Country),
        ["NoDocument"] = person.DocumentNo,
        ["Phone"] = person.Phone,
    };

    private static JsonObject Slip(ExpectedSlip slip, string number) => new()
    {
        ["slipNo"] = number,
        ["fromStore"] = slip.From,
        ["toStore"] = slip.To,
        ["body"] = new JsonObject
        {
            ["SlipNo"] = number,
            ["FromStore"] = slip.From,
            ["ToStore"] = slip.To,
            ["CreatedDate"] = "2026-03-06T16:31:00",
            ["TotalQty"] = slip.Items.Values.Sum(),
            ["Items"] = Array(slip.Items.Select(item => new JsonObject { ["UPC"] = item.Key, ["Qty"] = item.Value })),
        },
    };

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40].TrimEnd();

    private static JsonArray Array(IEnumerable<JsonObject> entries) => [.. entries];
}
