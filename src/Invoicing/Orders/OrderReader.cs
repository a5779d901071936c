using System.Text.Json;

namespace Invoicing.Orders;

/// <summary>
/// Reads the OMS's message tolerantly: unknown properties are ignored, numbers may be texts and numbers of things may be numbers.
/// What cannot be read does not stop the rest: it becomes a fault that the order carries, and is reported with all others when the
/// request is built.
/// </summary>
internal static class OrderReader
{
    private static readonly string[] Statuses = [Order.Open, Order.Fulfilled, Order.Cancelled];

    /// <param name="body">The message. One without a readable number gives an order with an empty number and the fault.</param>
    /// <param name="zone">The tenant's zone, for times without an offset.</param>
    /// <param name="now">What is said to have happened later has not.</param>
    public static Order Read(JsonElement body, TimeZoneInfo zone, DateTimeOffset now)
    {
        var faults = new List<ValidationError>();
        var fields = new JsonFields(body, "", faults);
        var (orderName, orderNo, problem) = OrderNumber.Read(fields);
        if (problem.Length > 0)
        {
            faults.Add(new ValidationError(OrderNumber.Field, problem));
        }

        return new Order
        {
            OrderNo = orderNo,
            OrderName = orderName,
            OrderId = fields.Identifier("orderId"),
            SalesChannel = fields.Code("salesChannel"),
            CreatedAt = fields.Time("createdAt", zone, now),
            CompletedAt = fields.Time("completedAt", zone, now),
            DeliveryType = fields.Code("deliveryType"),
            PaymentType = fields.Code("paymentType"),
            Currency = fields.Code("currency"),
            Total = fields.Decimal("total"),
            Discount = fields.Decimal("discount"),
            Shipping = fields.Decimal("shipping"),
            SoldAtStore = fields.Code("soldAtStore"),
            Billing = PartyOf(fields.Object("billing")),
            DeliverTo = PartyOf(fields.Object("deliverTo")),
            FiscalCredit = CompanyOf(fields.Object("fiscalCredit")),
            Vtex = fields.Find("vtex") is null ? null : VtexOf(fields.Object("vtex")),
            Items = LinesOf(fields, zone, now, faults),
            Unreadable = faults,
        };
    }

    private static List<OrderLine> LinesOf(JsonFields fields, TimeZoneInfo zone, DateTimeOffset now, List<ValidationError> faults)
    {
        if (fields.Find("items") is not { } items)
        {
            return [];
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            faults.Add(new ValidationError("items", $"is {JsonText.KindOf(items)}, an array is expected"));
            return [];
        }

        var lines = new List<OrderLine>();
        foreach (var item in items.EnumerateArray())
        {
            var path = $"items[{lines.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new ValidationError(path, $"is {JsonText.KindOf(item)}, an object is expected"));
            }

            // An item that is no object gets a line, too: without it, an order whose others are cancelled would have nothing to invoice.
            lines.Add(LineOf(new JsonFields(item, path, faults), lines.Count, zone, now));
        }

        return lines;
    }

    private static OrderLine LineOf(JsonFields fields, int index, TimeZoneInfo zone, DateTimeOffset now)
    {
        var status = StatusOf(fields.Code("status"));
        return new()
        {
            Index = index,
            LineNo = fields.Integer("lineNo"),
            Upc = fields.Code("upc", orNumber: true),
            Quantity = fields.Decimal("quantity"),
            OriginalPrice = fields.Decimal("originalPrice"),
            OriginalTax = fields.Decimal("originalTax"),
            Price = fields.Decimal("price"),
            Tax = fields.Decimal("tax"),
            Status = status,
            ShippedFrom = fields.Code("shippedFrom"),
            ShippedAt = fields.Time("shippedAt", zone, now, matters: status is not (Order.Cancelled or Order.Open)),
            PickupStore = fields.Code("pickupStore"),
            InvoiceNumber = fields.Code("invoiceNumber", orNumber: true),
        };
    }

    private static string? StatusOf(string? text) =>
        Statuses.FirstOrDefault(status => status.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text;

    private static Party? PartyOf(JsonFields? fields) => fields is null ? null : new Party
    {
        FirstName = fields.Text("firstName"),
        LastName = fields.Text("lastName"),
        Email = fields.Text("email"),
        Address1 = fields.Text("address1"),
        Address2 = fields.Text("address2"),
        City = fields.Text("city"),
        Country = fields.Text("country"),
        DocumentNo = fields.Digits("documentNo", orNumber: true),
        DocumentType = fields.Text("documentType"),
        Phone = fields.Digits("phone", orNumber: true),
    };

    /// <summary>Also of what cannot be read: VTEX would never be told, and nobody would know.</summary>
    private static VtexReference VtexOf(JsonFields? fields) =>
        new() { Account = fields?.Code("account"), OrderId = fields?.Identifier("orderId") };

    private static Company? CompanyOf(JsonFields? fields) => fields is null ? null : new Company
    {
        CompanyId = fields.Digits("companyId"),
        CompanyName = fields.Text("companyName"),
        CompanyAddress = fields.Text("companyAddress"),
    };
}
