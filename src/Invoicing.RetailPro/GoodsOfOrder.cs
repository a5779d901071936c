using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>Finds the <see cref="Goods"/> of an order. Cancelled lines and open ones are left as they are: they neither ship nor fault.</summary>
internal sealed class GoodsOfOrder(Order order, InvoicingSettings invoicing, RetailProSettings retailPro)
{
    private readonly StoreCodes _stores = new(retailPro);
    private readonly List<ValidationError> _faults = [];
    private readonly HashSet<string> _notNeeded = [];
    private readonly bool _isSendSale = SalesChannels.KindOf(order.SalesChannel, invoicing) == ChannelKind.SendSale;

    public Goods? Find()
    {
        var neverShip = order.Lines.Where(NeverShips).ToHashSet();
        var shipsNothing = neverShip.Count > 0 && neverShip.Count == order.Lines.Count();
        var items = order.Items.Select(line => Counts(line) ? Planned(line, neverShip.Contains(line)) : line).ToList();

        // Of an order that is invoiced, nobody asks for it: OMSs write anything there.
        var soldAtStore = _isSendSale ? Code("soldAtStore", order.SoldAtStore) : order.SoldAtStore;
        if (shipsNothing && !_isSendSale)
        {
            var store = StoreOfNothing(order.Lines);
            items = [.. items.Select(line => line.NeverShips ? line with { ShippedFrom = store } : line)];
        }

        items = [.. items.Select(line =>
            Counts(line) ? At(line, _stores.OneSpelling(line.ShippedFrom), _stores.OneSpelling(line.PickupStore)) : line)];
        soldAtStore = _isSendSale ? _stores.OneSpelling(soldAtStore) : soldAtStore;
        return _faults.Count == 0 && soldAtStore == order.SoldAtStore && items.SequenceEqual(order.Items)
            ? null
            : new Goods(items, soldAtStore, [.. order.Unreadable.Where(fault => !_notNeeded.Contains(fault.Field)), .. _faults]);
    }

    private static bool Counts(OrderLine line) => line.Status is not (Order.Cancelled or Order.Open);

    private bool NeverShips(OrderLine line) => line.Upc is { } upc
        && Array.Exists(invoicing.NeverShips.Upcs, pattern => NamePatterns.Matches(pattern, upc, StringComparison.OrdinalIgnoreCase));

    private OrderLine Planned(OrderLine line, bool neverShips)
    {
        var pickupStore = Code(LineFields.PathOf(line, "pickupStore"), line.PickupStore);
        if (!neverShips)
        {
            return At(line, Code(LineFields.PathOf(line, "shippedFrom"), line.ShippedFrom), pickupStore);
        }

        _notNeeded.Add(LineFields.PathOf(line, "shippedFrom"));
        _notNeeded.Add(LineFields.PathOf(line, "shippedAt"));
        return line with { NeverShips = true, ShippedFrom = null, ShippedAt = null, PickupStore = pickupStore };
    }

    private static OrderLine At(OrderLine line, string? shippedFrom, string? pickupStore) =>
        shippedFrom == line.ShippedFrom && pickupStore == line.PickupStore
            ? line
            : line with { ShippedFrom = shippedFrom, PickupStore = pickupStore };

    private string? Code(string field, string? written)
    {
        var code = _stores.CodeOf(written, out var problem);
        if (problem is not null)
        {
            _faults.Add(new ValidationError(field, problem));
        }

        return code;
    }

    /// <summary>The store that invoices an order of which nothing ships.</summary>
    private string? StoreOfNothing(IEnumerable<OrderLine> lines)
    {
        var codes = lines.Select(line => _stores.CodeOf(line.ShippedFrom, out _)).OfType<string>().ToList();
        var stores = codes.Select(_stores.OneSpelling).Distinct().ToList();
        if (stores.Count == 1 || !string.IsNullOrEmpty(invoicing.NeverShips.Store))
        {
            return stores.Count == 1 ? stores[0] : invoicing.NeverShips.Store;
        }

        var named = stores.Count == 0 ? "no store" : "several stores";
        _faults.Add(new ValidationError(
            "items", $"never ship and name {named}: Invoicing:NeverShips:Store can name the store that invoices such an order"));
        return null;
    }
}
