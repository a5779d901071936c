using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>DeliveryType as Retail Pro counts it.</summary>
internal enum Delivery
{
    Pickup = 1,
    Home = 2,
}

/// <summary>An order has one delivery type, its lines may have two: with a pickup store one is collected, else shipped home.</summary>
internal static class DeliveryField
{
    private const string SentAsHome = "sent as home delivery (2), with StoreDest on the lines that are collected";

    public static Delivery Of(Validation findings, Order order, IReadOnlyList<OrderLine> lines)
    {
        lines = lines.All(line => line.NeverShips) ? lines : [.. lines.Where(line => !line.NeverShips)];
        var collected = lines.Count(line => line.PickupStore is not null);
        var (isStore, isHome) = (Is(DeliveryType.Store), Is(DeliveryType.Home));
        // Where no line says where it is collected, that is missing data and not a home delivery.
        if (isStore && (collected == lines.Count || collected == 0))
        {
            return Delivery.Pickup;
        }

        findings.Fault("deliveryType", isStore || isHome ? null
            : order.DeliveryType is null ? "is missing"
            : $"is {ErrorText.Quote(order.DeliveryType)}, allowed are {nameof(DeliveryType.Store)} and {nameof(DeliveryType.Home)}");
        findings.Warn(isStore
                ? $"deliveryType is Store but {lines.Count - collected} of {lines.Count} lines have no pickupStore: {SentAsHome}"
            : isHome && collected > 0 ? $"deliveryType is Home but {collected} of {lines.Count} lines have a pickupStore: {SentAsHome}"
            : null);
        return Delivery.Home;

        bool Is(DeliveryType type) => type.ToString().Equals(order.DeliveryType, StringComparison.OrdinalIgnoreCase);
    }
}
