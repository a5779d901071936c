using System.Security.Cryptography;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>Digests by which contents are recognised.</summary>
internal static class Fingerprints
{
    /// <summary>Equal for equal content, whatever the order of properties in the message.</summary>
    public static string OfContent(Order order) => Digest(order with { OrderName = order.OrderNo });

    /// <summary>Equal for one order that the OMS imported twice under two ids: same customer, time, total and lines.</summary>
    public static string OfIdentity(Order order) => Digest(new Order
    {
        OrderNo = order.OrderNo,
        OrderName = "",
        Billing = order.Billing,
        DeliverTo = order.DeliverTo,
        CreatedAt = order.CreatedAt,
        Total = order.Total,
        Items = [.. order.Items
            .Select(line => new OrderLine
            {
                Index = 0,
                LineNo = line.LineNo,
                Upc = line.Upc,
                Quantity = line.Quantity,
                Price = line.Price,
                Status = line.Status,
            })
            .OrderBy(line => line.LineNo)],
    });

    private static string Digest(Order order)
    {
        var normal = order with
        {
            CreatedAt = order.CreatedAt?.ToUniversalTime(),
            CompletedAt = order.CompletedAt?.ToUniversalTime(),
            Total = Normal(order.Total),
            Discount = Normal(order.Discount),
            Shipping = Normal(order.Shipping),
            Items = [.. order.Items.Select(line => line with
            {
                ShippedAt = line.ShippedAt?.ToUniversalTime(),
                Quantity = Normal(line.Quantity),
                OriginalPrice = Normal(line.OriginalPrice),
                OriginalTax = Normal(line.OriginalTax),
                Price = Normal(line.Price),
                Tax = Normal(line.Tax),
            })],
        };
        return Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(normal, ProcessJson.Default.Order)).AsSpan(0, 16));
    }

    /// <summary>Without trailing zeros: 40 and 40.00 are the same amount.</summary>
    private static decimal? Normal(decimal? value) => value / 1.0000000000000000000000000000m;
}
