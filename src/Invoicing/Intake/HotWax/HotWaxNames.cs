using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// HotWax's words and ours. What is in none of the lists stays as it is: the usual rules refuse it, naming the setting that can map it.
/// </summary>
internal static class HotWaxNames
{
    public const string StorePickup = "STOREPICKUP";
    public const string ShipToStore = "SHIP_TO_STORE";

    /// <summary>Handed over at the till.</summary>
    public const string PosCompleted = "POS_COMPLETED";

    public const string Ecom = "ECOM";
    public const string Pos = "POS";

    public static string ChannelOf(string channel) => channel switch
    {
        "WEB_CHANNEL" or "WEB_SALES_CHANNEL" => Ecom,
        "POS_CHANNEL" or "POS_SALES_CHANNEL" => Pos,
        _ => channel,
    };

    public static string PaymentOf(string method) => method switch
    {
        "EXT_SHOP_CASH_ON_DEL" or "EXT_COD" => nameof(PaymentType.CashOnDelivery),
        "EXT_SHOP_VISA" or "EXT_SHOP_MASTERCARD" or "EXT_SHOP_AMEX" or "EXT_SHOP_DISCOVER" or "EXT_SHOP_CARD" or "CREDIT_CARD" =>
            nameof(PaymentType.Card),
        _ => method,
    };

    /// <summary>Whether a payment of this status has paid, or will pay, for the order.</summary>
    public static bool Pays(string? status) =>
        status is not ("PAYMENT_CANCELLED" or "PAYMENT_DECLINED" or "PAYMENT_REFUNDED" or "PAYMENT_NOT_AUTH");

    /// <summary>
    /// A feed holds an order's items as far as they are fulfilled, so an order that is not completed lacks the others: all its items count
    /// as open, and it is held.
    /// </summary>
    /// <returns>Null: it cannot be told without the order's status.</returns>
    public static string? StatusOf(string item, string? order) => (item, order) switch
    {
        ("ITEM_CANCELLED", _) => Order.Cancelled,
        (_, null) => null,
        ("ITEM_COMPLETED", "ORDER_COMPLETED" or "ORDER_CANCELLED") => Order.Fulfilled,
        _ => Order.Open,
    };

    /// <summary>A queue and no place: nothing is ever shipped from it. Digital items lie in one for good.</summary>
    public static bool IsVirtual(string? facility, string? parentType) =>
        parentType == "VIRTUAL_FACILITY" || facility is "_NA_" || facility?.EndsWith("_PARKING", StringComparison.Ordinal) == true;
}
