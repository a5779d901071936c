namespace Invoicing.Simulators.Oms;

/// <summary>Orders that were invoiced at the till; only the stock of other stores has to be moved.</summary>
internal static class SendSaleRecipes
{
    // Every second one is partly shipped by the selling store itself.
    public static OrderDraft SendSale(Composer composer)
    {
        var order = composer.Order(stores: composer.Random.Next(2, 4));
        var shipping = order.Lines.Select(line => line.ShippedFrom).ToList();
        return Sold(order, by: composer.Turn % 2 == 0 ? composer.StoreBut(shipping) : shipping[0]);
    }

    public static OrderDraft FromSellingStore(Composer composer)
    {
        var order = composer.Order();
        return Sold(order, by: order.Lines[0].ShippedFrom);
    }

    public static OrderDraft WithPoorCustomer(Composer composer)
    {
        var order = SendSale(composer);
        var poor = (composer.Turn % 3) switch
        {
            0 => order.Billing with { Email = null },
            1 => order.Billing with { DocumentNo = null },
            _ => order.Billing with { LastName = "A name of more than thirty letters" },
        };
        return order with { Billing = poor, DeliverTo = poor };
    }

    private static OrderDraft Sold(OrderDraft order, string? by) => order with { SalesChannel = "POS", SoldAtStore = by };
}
