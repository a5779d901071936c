using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>
/// An order's lines and stores as Retail Pro knows them, where the settings or the writing of codes make them others than the OMS wrote.
/// It is part of the plan: what is elected, invoiced and moved all follows from the same one, whatever becomes of the settings, until the
/// order is planned anew.
/// </summary>
/// <param name="Unreadable">The order's, with stores that cannot be right, and without what lines that never ship need not have.</param>
internal sealed record Goods(IReadOnlyList<OrderLine> Items, string? SoldAtStore, IReadOnlyList<ValidationError> Unreadable)
{
    /// <summary>
    /// The stores that do not invoice all that they ship, or of which the subsidiary is known; their codes are spelled as those of the
    /// lines. Null: none.
    /// </summary>
    public IReadOnlyList<StoreEntry>? Stores { get; init; }

    /// <summary>Null where they are as the OMS wrote them.</summary>
    public static Goods? Of(Order order, InvoicingSettings invoicing, RetailProSettings retailPro, StoreDirectory directory) =>
        new GoodsOfOrder(order.WithoutMarketplace(), invoicing, retailPro, directory).Find();

    /// <summary>The order as Retail Pro is told of it.</summary>
    public static Order In(Order order, Goods? goods) => goods is null ? order.WithoutMarketplace() : order.WithoutMarketplace() with
    {
        Items = goods.Items, SoldAtStore = goods.SoldAtStore, Unreadable = goods.Unreadable,
    };

    public static bool AreSame(Goods? one, Goods? other) => one is null || other is null
        ? ReferenceEquals(one, other)
        : one.SoldAtStore == other.SoldAtStore && one.Items.SequenceEqual(other.Items) && one.Unreadable.SequenceEqual(other.Unreadable)
            && (one.Stores ?? []).SequenceEqual(other.Stores ?? []);
}

/// <summary>Finds the goods of an order. Cancelled lines and open ones are left as they are: they neither ship nor fault.</summary>
internal sealed class GoodsOfOrder(Order order, InvoicingSettings invoicing, RetailProSettings retailPro, StoreDirectory directory)
{
    private readonly Dictionary<string, string> _spellings = new(StringComparer.OrdinalIgnoreCase);
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
            Counts(line) ? At(line, OneSpelling(line.ShippedFrom), OneSpelling(line.PickupStore)) : line)];
        soldAtStore = _isSendSale ? OneSpelling(soldAtStore) : soldAtStore;
        var stores = Entries([.. items.Where(Counts).Select(line => line.ShippedFrom), _isSendSale ? soldAtStore : null]);
        return _faults.Count == 0 && soldAtStore == order.SoldAtStore && items.SequenceEqual(order.Items) && stores.Count == 0
            ? null
            : new Goods(items, soldAtStore, [.. order.Unreadable.Where(fault => !_notNeeded.Contains(fault.Field)), .. _faults])
            {
                Stores = stores.Count == 0 ? null : stores,
            };
    }

    /// <summary>What is known of these stores and of those that invoice for them, as far as it decides something.</summary>
    private List<StoreEntry> Entries(IReadOnlyList<string?> codes)
    {
        var own = codes.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var invoicing = own.Select(code => directory.OfCode(code)?.InvoicedBy).OfType<string>().Select(InCase)
            .Distinct(StringComparer.Ordinal)
            .Except(own, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. own.Concat(invoicing)
                .Select(code => directory.OfCode(code) is { } entry
                    ? entry with { Code = code, InvoicedBy = entry.InvoicedBy is { } other ? InCase(other) : null, Mail = null }
                    : null)
                .OfType<StoreEntry>()
                .Where(entry => !entry.MayInvoice || entry.Subsidiary is not null)
                .OrderBy(entry => entry.Code, StringComparer.Ordinal),
        ];
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
        var code = CodeOf(written, out var problem);
        if (problem is not null)
        {
            _faults.Add(new ValidationError(field, problem));
        }

        return code;
    }

    /// <summary>The store that invoices an order of which nothing ships.</summary>
    private string? StoreOfNothing(IEnumerable<OrderLine> lines)
    {
        var codes = lines.Select(line => CodeOf(line.ShippedFrom, out _)).OfType<string>().ToList();
        var stores = codes.Select(OneSpelling).Distinct().ToList();
        if (stores.Count == 1 || !string.IsNullOrEmpty(invoicing.NeverShips.Store))
        {
            return stores.Count == 1 ? stores[0] : invoicing.NeverShips.Store;
        }

        var named = stores.Count == 0 ? "no store" : "several stores";
        _faults.Add(new ValidationError(
            "items", $"never ship and name {named}: Invoicing:NeverShips:Store can name the store that invoices such an order"));
        return null;
    }

    /// <summary>Retail Pro's code of the OMS's facility. Null when there is none, or when it cannot be one.</summary>
    /// <param name="problem">Why it cannot.</param>
    private string? CodeOf(string? written, out string? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(written))
        {
            return written;
        }

        var code = Listed(written, out problem);
        if (code is null)
        {
            return null;
        }

        code = InCase(code);
        if (retailPro.StoreCodeCase == StoreCodeCase.Ignore
            && (!_spellings.TryGetValue(code, out var spelling) || StringComparer.Ordinal.Compare(code, spelling) < 0))
        {
            _spellings[code] = code;
        }

        return code;
    }

    private string InCase(string code) => retailPro.StoreCodeCase == StoreCodeCase.Upper ? code.ToUpperInvariant() : code;

    /// <summary>
    /// Codes of the order that differ only in case are one store, from which no slip may go to itself: of its spellings the first, ordinal
    /// (capitals come first), so that the sequence of lines does not matter. To be asked when all are known.
    /// </summary>
    private string? OneSpelling(string? code) => code is not null && _spellings.TryGetValue(code, out var spelling) ? spelling : code;

    private string? Listed(string written, out string? problem)
    {
        problem = null;
        if (directory.OfFacility(written) is { } entry)
        {
            return entry.Code;
        }

        if (retailPro.Stores.TryGetValue(written, out var code))
        {
            return code;
        }

        if (Placeholders.IsCode(written))
        {
            problem = Placeholders.ProblemOf(written, "the code of a store");
            return null;
        }

        code = retailPro.Stores.Count > 0 ? NamePatterns.Map(retailPro.Stores, written, StringComparison.OrdinalIgnoreCase)
            : directory.IsEmpty ? written
            : null;
        problem = code is not null ? null
            : !directory.IsEmpty ? $"is {ErrorText.Quote(written)}, a store that nobody has entered: "
                + $"`invoicing stores set {TextSanitizer.Argument(written)} --code CODE --reason \"…\"`, then retry the order"
            : $"is {ErrorText.Quote(written)}, which RetailPro:Stores does not list: name its code there, restart, and retry the order";
        return code;
    }
}
