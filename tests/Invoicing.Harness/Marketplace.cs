using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;

namespace Invoicing.Harness;

/// <summary>What is the matter with an order that came from VTEX.</summary>
internal enum MarketplaceKind
{
    /// <summary>One invoice.</summary>
    Whole,

    /// <summary>The OMS does not say where the invoice goes; VTEX does.</summary>
    AddressInVtex,

    /// <summary>Several invoices, which its lines name.</summary>
    InParts,

    /// <summary>Of one order in VTEX each of two orders of the OMS is a part.</summary>
    TwoOrders,

    /// <summary>VTEX has this invoice already.</summary>
    AlreadyTold,

    /// <summary>The ERP cannot invoice it.</summary>
    NotInvoiced,

    /// <summary>Some of its lines are open for good, or all are cancelled.</summary>
    NothingToInvoice,

    UnknownUpc,

    /// <summary>Neither the OMS nor VTEX says where the invoice goes.</summary>
    NoAddress,
    AmbiguousUpc,
    NumberTaken,
    TooSmall,
    Cancelled,
    CancellationRequested,
    InvoicedElsewhere,
    WrongAccount,
    WrongId,
    NoId,
    OddNumber,
    TooFewUnits,
    InError,
    FractionOfAUnit,
    SendSale,
}

/// <summary>
/// Has some of the OMS's orders come from VTEX, and puts each there as it would be: most as they should be, some with trouble of every
/// kind. Everything follows from the seed.
/// </summary>
internal sealed class Marketplace
{
    // In turn, so that even few orders have some of each.
    private static readonly MarketplaceKind[] s_troubles = [.. Enum.GetValues<MarketplaceKind>()
        .Where(kind => kind is MarketplaceKind.AlreadyTold or >= MarketplaceKind.UnknownUpc and not MarketplaceKind.SendSale)];

    private static readonly (string Status, string? Later, int Weight)[] s_statuses =
    [
        ("handling", null, 45), ("ready-for-handling", null, 30), ("ready-for-invoicing", null, 5), ("waiting-seller-handling", null, 5),
        ("payment-pending", "handling", 6), ("window-to-cancel", "ready-for-handling", 5), ("a-status-that-nobody-knows", "handling", 4),
    ];

    private readonly Random _random;
    private readonly Dictionary<string, List<JsonObject>> _messages;
    private readonly Dictionary<string, MarketplaceOrder> _orders = [];
    private readonly Dictionary<string, MarketplaceKind> _kinds = [];
    private readonly Dictionary<string, JsonObject> _contents = [];
    private int _turn;

    private Marketplace(IReadOnlyList<string> messages, int seed, double share, bool withLostEvents)
    {
        _random = new Random(seed);
        _turn = _random.Next(s_troubles.Length);
        var read = messages.Select(message => (Text: message, Order: PublishedOrder.Read(message))).ToList();
        var end = Reference.Compute(messages);
        _messages = read.Where(message => message.Order is not null && MayCome(end.Orders.GetValueOrDefault(message.Order.OrderNo)))
            .GroupBy(message => message.Order!.OrderNo)
            .Where(_ => _random.NextDouble() < share)
            .ToDictionary(same => same.Key, same => same.Select(message => JsonNode.Parse(message.Text)!.AsObject()).ToList());
        Send(end);
        var places = _messages.ToDictionary(order => order.Key, order => new Queue<JsonObject>(order.Value));
        Messages = [.. read.Select(message => message.Order is { } order && places.TryGetValue(order.OrderNo, out var waiting)
            ? waiting.Dequeue().ToJsonString()
            : message.Text)];
        var updates = new MarketplaceUpdates(_random, withLostEvents);
        Updates = [.. _kinds.SelectMany(order => updates.Of(
            order.Key, order.Value, _contents[order.Key], isOnly: _messages[order.Key].Count == 1))];
        Stream = [.. Placed(read.Select(message => message.Order?.OrderNo)).OrderBy(message => message.Place)
            .Select(message => message.Text)];
    }

    /// <summary>All orders of the OMS.</summary>
    public IReadOnlyList<string> Messages { get; }

    /// <summary>What the OMS says of them later: of parcels and returns.</summary>
    public IReadOnlyList<string> Updates { get; }

    /// <summary>Both, as they are published: an update before its order or behind it.</summary>
    public IReadOnlyList<string> Stream { get; }

    public IReadOnlyList<MarketplaceOrder> Orders => [.. _orders.Values];

    /// <summary>By the numbers of the OMS's orders that come from VTEX.</summary>
    public IReadOnlyDictionary<string, MarketplaceKind> Kinds => _kinds;

    /// <param name="share">Of the orders that may come from there.</param>
    /// <param name="withLostEvents">See <see cref="MarketplaceUpdates"/>.</param>
    public static Marketplace Of(IReadOnlyList<string> messages, int seed, double share, bool withLostEvents = false) =>
        new(messages, seed, share, withLostEvents);

    /// <summary>An order of the OMS as VTEX has it: every line that is not cancelled is an item.</summary>
    public static MarketplaceOrder Placed(JsonObject content, string account, string id, string status) => new(
        account, id, status, Cents((decimal)content["total"]!), [.. Lines(content).Select((line, place) => new MarketplaceItem(
            $"S{(string)line["upc"]!}",
            place % 2 == 0 ? (string)line["upc"]! : null,
            place % 2 == 0 ? null : (string)line["upc"]!,
            (int)Math.Max(1, (decimal)line["quantity"]!),
            Cents((decimal)line["price"]!)))]);

    // Of two purchases under one number nobody knows which is the one in VTEX; and what is wrong with an order must concern the ERP alone.
    // An address that is missing is asked of VTEX.
    private static bool MayCome(ExpectedOrder? end) => end is { Conflicts: 0 } && (end.State != "Failed" || (!end.IsSendSale
        && end.Faults.All(fault => fault != "billing.address1" && (fault.StartsWith("billing.", StringComparison.Ordinal)
            || fault.StartsWith("deliverTo.", StringComparison.Ordinal)))));

    private IEnumerable<(double Place, string Text)> Placed(IEnumerable<string?> orderNos)
    {
        var places = orderNos.Index().Where(order => order.Item is not null).GroupBy(order => order.Item!, order => order.Index)
            .ToDictionary(same => same.Key, same => same.First());
        return Messages.Index().Select(message => ((double)message.Index, message.Item)).Concat(Updates.Select(update => (
            places[PublishedUpdate.Read(update)!.OrderNo] + ((_random.NextDouble() - 0.4) * Messages.Count / 3), update)));
    }

    private void Send(ExpectedEnd end)
    {
        string? partner = null;
        foreach (var (orderNo, contents) in _messages)
        {
            var account = _random.Next(4) == 0 ? VtexReference.AccountWithOrderNumbers : "acme";
            var kind = KindOf(end.Orders[orderNo]);
            if (kind != MarketplaceKind.FractionOfAUnit || !contents.All(HasFraction))
            {
                contents.ForEach(WithWholeUnits);
            }

            if (kind == MarketplaceKind.Whole && partner is not null && contents.Count == 1)
            {
                Join(partner, orderNo);
                partner = null;
                continue;
            }

            Add(orderNo, account, kind, end.Orders[orderNo].State);
            partner ??= kind == MarketplaceKind.Whole && contents.Count == 1 && _random.Next(5) == 0 ? orderNo : null;
        }
    }

    private MarketplaceKind KindOf(ExpectedOrder end) => end.State switch
    {
        "Failed" => MarketplaceKind.NotInvoiced,
        not "Completed" => MarketplaceKind.NothingToInvoice,
        _ when end.IsSendSale => MarketplaceKind.SendSale,
        _ when _random.Next(10) < 3 => s_troubles[_turn++ % s_troubles.Length],
        _ => _random.Next(10) switch { 0 => MarketplaceKind.AddressInVtex, < 4 => MarketplaceKind.InParts, _ => MarketplaceKind.Whole },
    };

    private void Add(string orderNo, string account, MarketplaceKind kind, string end)
    {
        var contents = _messages[orderNo];
        // The version that ends so has every line.
        var content = _contents[orderNo] = contents.First(each => Reference.Compute([each.ToJsonString()]).Orders[orderNo].State == end);
        var id = kind == MarketplaceKind.WrongId ? $"MKT-{orderNo}" : $"v{orderNo}{account}-01";
        contents.ForEach(each => Name(each, kind == MarketplaceKind.WrongAccount ? "nobody" : account, id));
        contents.ForEach(each => Number(each, orderNo, kind));
        _kinds[orderNo] = kind;
        if (kind is MarketplaceKind.NoId)
        {
            contents.ForEach(each => each["vtex"]!.AsObject().Remove("orderId"));
        }

        if (kind is MarketplaceKind.AddressInVtex or MarketplaceKind.NoAddress)
        {
            contents.ForEach(each => each["billing"]?.AsObject().Remove("address1"));
        }

        if (kind is not (MarketplaceKind.NoId or MarketplaceKind.WrongId or MarketplaceKind.WrongAccount))
        {
            var order = WithTrouble(Order(content, account, id), orderNo, kind);
            _orders.Add(order.Key, order);
        }
    }

    // The second order's goods and value come to those of the first.
    private void Join(string first, string second)
    {
        var id = (string)_messages[first][0]["vtex"]!["orderId"]!;
        var account = (string)_messages[first][0]["vtex"]!["account"]!;
        Name(_contents[second] = _messages[second][0], account, id);
        var (whole, more) = (_orders[$"{account}/{id}"], Order(_messages[second][0], account, id));
        _orders[whole.Key] = whole with { Value = whole.Value + more.Value, Items = [.. whole.Items, .. more.Items] };
        _kinds[first] = _kinds[second] = MarketplaceKind.TwoOrders;
    }

    private MarketplaceOrder Order(JsonObject content, string account, string id)
    {
        var pick = _random.Next(s_statuses.Sum(status => status.Weight));
        var (status, later, _) = s_statuses.First(status => (pick -= status.Weight) < 0);
        return Placed(content, account, id, status) with { Later = later };
    }

    private MarketplaceOrder WithTrouble(MarketplaceOrder order, string orderNo, MarketplaceKind kind)
    {
        var first = order.Items.Count == 0 ? null : order.Items[0];
        MarketplaceItem[] others = [.. order.Items.Where(item => item.Id != first!.Id)];
        return kind switch
        {
            MarketplaceKind.UnknownUpc => order with { Items = [first! with { Ean = "0", RefId = "0" }, .. others] },
            MarketplaceKind.AmbiguousUpc => order with { Items = [.. order.Items, first! with { Id = "S0" }] },
            MarketplaceKind.TooFewUnits => order with { Items = [first! with { Quantity = 0 }, .. others] },
            MarketplaceKind.TooSmall => order with { Value = Math.Max(0, order.Value - 1) },
            MarketplaceKind.NumberTaken => order with { Invoices = [new($"TAKEN{orderNo}", order.Value / 2)] },
            MarketplaceKind.Cancelled => order with { Status = "canceled", Later = null },
            MarketplaceKind.CancellationRequested => order with { Status = "request-cancel", Later = null },
            MarketplaceKind.InvoicedElsewhere => Invoiced(order, $"OTHER{orderNo}"),
            MarketplaceKind.AlreadyTold => Invoiced(order, $"TOLD{orderNo}"),
            MarketplaceKind.InError => order with { IsInError = true },
            MarketplaceKind.AddressInVtex => order with { Address = Address(orderNo, "El Salvador") },
            MarketplaceKind.NoAddress => order with { Address = Address(orderNo, null) },
            _ => order,
        };
    }

    private MarketplaceAddress Address(string orderNo, string? country) => new(
        $"Boulevard {orderNo}", _random.Next(2) == 0 ? "20" : null, _random.Next(2) == 0 ? "Piso 2" : null, "Santa Tecla", country,
        $"7700{orderNo}", IsOfDelivery: _random.Next(3) == 0);

    private static MarketplaceOrder Invoiced(MarketplaceOrder order, string number) =>
        order with { Status = "invoiced", Later = null, Invoices = [new(number, order.Value)] };

    private static void Name(JsonObject content, string account, string id) =>
        content["vtex"] = new JsonObject { ["account"] = account, ["orderId"] = id };

    // Lines that belong to an invoice of their own name it.
    private static void Number(JsonObject content, string orderNo, MarketplaceKind kind)
    {
        var upcs = Lines(content).Select(line => (string)line["upc"]!).Distinct().ToList();
        foreach (var line in Lines(content))
        {
            var part = upcs.IndexOf((string)line["upc"]!);
            var number = kind switch
            {
                MarketplaceKind.NumberTaken => $"TAKEN{orderNo}",
                MarketplaceKind.AlreadyTold => $"TOLD{orderNo}",
                MarketplaceKind.OddNumber when part == upcs.Count - 1 => $"INV-{orderNo}/1",
                MarketplaceKind.InParts when part > 0 => $"P{part % 3}{orderNo}",
                _ => null,
            };
            if (number is not null)
            {
                line["invoiceNumber"] = number;
            }
        }
    }

    // The ERP takes fractions, VTEX does not. What the OMS says besides its lines stays off by as much as it was.
    private static void WithWholeUnits(JsonObject content)
    {
        var before = Sums(content);
        foreach (var line in content["items"]!.AsArray().OfType<JsonObject>())
        {
            line["quantity"] = decimal.Ceiling((decimal)line["quantity"]!);
        }

        var after = Sums(content);
        content["total"] = (decimal)content["total"]! + after.Prices - before.Prices;
        if (after.Discounts != before.Discounts)
        {
            content["discount"] = (decimal)(content["discount"] ?? 0m) + after.Discounts - before.Discounts;
        }
    }

    private static (decimal Prices, decimal Discounts) Sums(JsonObject content)
    {
        var lines = Lines(content).Select(line => (
            Quantity: (decimal)line["quantity"]!, Price: (decimal)line["price"]!, Original: (decimal)line["originalPrice"]!)).ToList();
        return (
            Rounded(lines.Sum(line => line.Price * line.Quantity)),
            Rounded(lines.Sum(line => (line.Original - line.Price) * line.Quantity)));
    }

    private static bool HasFraction(JsonObject content) =>
        Lines(content).Any(line => (decimal)line["quantity"]! is var quantity && quantity != decimal.Truncate(quantity));

    private static IEnumerable<JsonObject> Lines(JsonObject content) =>
        content["items"]!.AsArray().OfType<JsonObject>().Where(line => (string)line["status"]! != "Cancelled");

    private static decimal Rounded(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);

    private static long Cents(decimal amount) => (long)decimal.Round(amount * 100, MidpointRounding.AwayFromZero);
}
