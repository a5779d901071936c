using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>
/// An order's lines and stores as Retail Pro knows them, where the settings or the writing of codes make them others than the OMS wrote. It is
/// part of the plan: what is elected, invoiced and moved all follows from the same one, whatever becomes of the settings, until the order is
/// planned anew.
/// </summary>
/// <param name="Unreadable">The order's, with stores that cannot be right, and without what lines that never ship need not have.</param>
internal sealed record Goods(IReadOnlyList<OrderLine> Items, string? SoldAtStore, IReadOnlyList<ValidationError> Unreadable)
{
    /// <summary>Null where they are as the OMS wrote them.</summary>
    public static Goods? Of(Order order, InvoicingSettings invoicing, RetailProSettings retailPro) =>
        new GoodsOfOrder(order, invoicing, retailPro).Find();

    /// <summary>The order with these.</summary>
    public static Order In(Order order, Goods? goods) =>
        goods is null ? order : order with { Items = goods.Items, SoldAtStore = goods.SoldAtStore, Unreadable = goods.Unreadable };

    public static bool AreSame(Goods? one, Goods? other) => one is null || other is null
        ? ReferenceEquals(one, other)
        : one.SoldAtStore == other.SoldAtStore && one.Items.SequenceEqual(other.Items) && one.Unreadable.SequenceEqual(other.Unreadable);
}
