using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Tests.Process;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

/// <summary>The order of the contract's scenarios: SKU 5501 twice at 35.00, shipping 3.50, in account acme.</summary>
internal static class SomeVtex
{
    public const string OrderId = "v1490000017acme-01";

    public static readonly DateTimeOffset InvoicedAt = new(2026, 3, 4, 15, 10, 11, TimeSpan.Zero);

    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");

    public static VtexSettings Settings() => new() { Accounts = { ["acme"] = new() { AppKey = "key", AppToken = "token" } } };

    public static Order Order() => Some.Order(Line(1, "5501-UPC", 2, 35)) with { Total = 73.50m, Shipping = 3.50m, Vtex = Reference() };

    public static VtexReference Reference() => new() { Account = "acme", OrderId = OrderId };

    public static OrderLine Line(int lineNo, string upc, decimal quantity, decimal price) => Some.Line(lineNo, "SVA40") with
    {
        Upc = upc, Quantity = quantity, Price = price, OriginalPrice = price,
    };

    /// <summary>The request for the invoice, once Retail Pro has made it.</summary>
    public static Prepared Prepare(Order order, VtexSettings? settings = null, string? documentNo = "INV000001")
    {
        var flow = FlowOf(settings).Arrives(order).Invoiced(documentNo);
        return new VtexRequests(settings ?? Settings(), Zone)
            .Prepare(InvoicesOf(flow.Row)[0].Key, flow.Row);
    }

    public static Flow FlowOf(VtexSettings? settings = null) => new(others: new VtexPlanner(settings ?? Settings(), Zone));

    public static IReadOnlyList<Step> InvoicesOf(OrderProcess process) =>
        [.. process.Steps.Where(step => step.Key is { System: "vtex", Operation: VtexSteps.Invoice })];

    public static VtexRequest Request(long value = 7350, params VtexRequestLine[] lines) => new(
        "acme", OrderId, "INV000001", InvoicedAt.ToOffset(TimeSpan.FromHours(-6)), value,
        lines.Length > 0 ? lines : [new("5501-UPC", 3500, 2)]);

    public static VtexOrder InVtex(string status = "handling", long value = 7350, params VtexPackage[] packages) => new(
        status, value, WorkflowIsInError: false, [new("5501", "5501-UPC", "R1", 2)], new(packages), null);

    public static VtexPackage Package(string number, long value, int quantity = 1, string type = VtexPackage.Sale) =>
        new(number, value, type, [new(0, quantity)]);
}
