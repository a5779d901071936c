using System.Collections.Frozen;
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

    private static readonly FrozenDictionary<string, string> s_channels = new Dictionary<string, string>
    {
        ["WEB_CHANNEL"] = Ecom, ["WEB_SALES_CHANNEL"] = Ecom, ["POS_CHANNEL"] = Pos, ["POS_SALES_CHANNEL"] = Pos,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_payments = new Dictionary<string, string>
    {
        ["EXT_SHOP_CASH_ON_DEL"] = nameof(PaymentType.CashOnDelivery),
        ["EXT_COD"] = nameof(PaymentType.CashOnDelivery),
        ["EXT_SHOP_VISA"] = nameof(PaymentType.Card),
        ["EXT_SHOP_MASTERCARD"] = nameof(PaymentType.Card),
        ["EXT_SHOP_AMEX"] = nameof(PaymentType.Card),
        ["EXT_SHOP_DISCOVER"] = nameof(PaymentType.Card),
        ["EXT_SHOP_CARD"] = nameof(PaymentType.Card),
        ["CREDIT_CARD"] = nameof(PaymentType.Card),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_notPaid =
        FrozenSet.Create("PAYMENT_CANCELLED", "PAYMENT_DECLINED", "PAYMENT_REFUNDED", "PAYMENT_NOT_AUTH");

    public static string ChannelOf(string channel) => s_channels.GetValueOrDefault(channel, channel);

    public static string PaymentOf(string method) => s_payments.GetValueOrDefault(method, method);

    /// <summary>Whether a payment of this status has paid, or will pay, for the order.</summary>
    public static bool Pays(string? status) => status is null || !s_notPaid.Contains(status);

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
