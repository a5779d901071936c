using Invoicing.Orders;

namespace Invoicing.Tests.Process;

/// <summary>Any valid value, so that a test shows only what it is about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero);

    public static Party Customer => new()
    {
        FirstName = "Rosa", LastName = "Interiano", Email = "rosa@example.test", Address1 = "Avenida 206", City = "Santa Tecla", Country =
            "El Salvador", DocumentNo = "012345678",
    };

    public static Order Order(params OrderLine[] lines) => new()
    {
        OrderId = "M1", OrderNo = "1042", OrderName = "#1042", SalesChannel = "ECOM", CreatedAt = Now.AddDays(-2), CompletedAt = Now
            .AddHours(-1),
        DeliveryType = "Home", PaymentType = "Card", Total = lines.Sum(
            line => line.Price * line.Quantity), Billing = Customer, DeliverTo = Customer,
        Items = lines.Length == 0 ? [Line(1, "SVA11")] : lines,
    };

    public static OrderLine Line(
        int lineNo,
        string? store,
        string status = "Fulfilled",
        int hour = 8,
        string upc = "8720116120011",
        decimal quantity = 1) => new()
    {
        Index = lineNo
            - 1, LineNo = lineNo, Upc = upc, Quantity = quantity, OriginalPrice = 30, OriginalTax = 3.45m, Price = 30, Tax = 3.45m,
        Status = status, ShippedFrom = status == "Fulfilled" ? store : null, ShippedAt = status == "Fulfilled" ?
            Now.AddHours(hour - 24) :
            null,
    };

    /// <summary>Shipped by SVA11 first, then by SVA40.</summary>
    public static Order SplitOrder => Order(Line(1, "SVA11", hour: 8), Line(2, "SVA40", hour: 9, upc: "8720116120028"));
}
