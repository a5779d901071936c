using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>DeliveryType as Retail Pro counts it.</summary>
internal enum Delivery
{
    Pickup = 1,
    Home = 2,
}

/// <summary>An order has one delivery type, its lines may have two: a line with a pickup store is collected, any other is shipped home.</summary>
internal static class DeliveryField
{
    private const string SentAsHome = "sent as home delivery (2), with StoreDest on the lines that are collected";

    public static Delivery Of(Validation findings, Order order, IReadOnlyList<OrderLine> lines)
    {
        lines = lines.All(line => line.NeverShips) ? lines : [.. lines.Where(line => !line.NeverShips)];
        var collected = lines.Count(line => line.PickupStore is not null);
        if (Is(order, DeliveryType.Store))
        {
            // No line says where it is collected: that is missing data and not a home delivery.
            if (collected == lines.Count || collected == 0)
            {
                return Delivery.Pickup;
            }

            findings.Warn($"deliveryType is Store but {lines.Count - collected} of {lines.Count} lines have no pickupStore: {SentAsHome}");
            return Delivery.Home;
        }

        if (!Is(order, DeliveryType.Home))
        {
            findings.Fault("deliveryType", order.DeliveryType is null
                ? "is missing"
                : $"is {ErrorText.Quote(order.DeliveryType)}, allowed are {nameof(DeliveryType.Store)} and {nameof(DeliveryType.Home)}");
        }
        else if (collected > 0)
        {
            findings.Warn($"deliveryType is Home but {collected} of {lines.Count} lines have a pickupStore: {SentAsHome}");
        }

        return Delivery.Home;
    }

    private static bool Is(Order order, DeliveryType type) => type.ToString().Equals(order.DeliveryType, StringComparison.OrdinalIgnoreCase);
}
