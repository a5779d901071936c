using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>A message of the OMS as the README of the samples says it must be read, with everything that is wrong with it.</summary>
internal sealed class PublishedOrder
{
    private readonly HashSet<string> _faults = [];
    private readonly JsonElement _json;

    private PublishedOrder(JsonElement json, string orderNo)
    {
        _json = json;
        OrderNo = orderNo;
        var root = new FaultyFields(json, "", _faults);
        Channel = root.Text("salesChannel", required: true);
        if (IsSendSale)
        {
            ReadSendSale(root);
        }
        else if (Channel == "ECOM")
        {
            ReadOrder(root);
        }
        else
        {
            // What else the order must hold follows from the channel.
            root.Fault("salesChannel");
            ReadOrder(new FaultyFields(json, "", new HashSet<string>()));
        }
    }

    public string OrderNo { get; }
    public string OrderId { get; private set; } = "";
    public string Channel { get; }
    public bool IsSendSale => Channel == "POS";
    public string SoldAtStore { get; private set; } = "";
    public DateTimeOffset? CreatedAt { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public string DeliveryType { get; private set; } = "";
    public string PaymentType { get; private set; } = "";
    public decimal Total { get; private set; }
    public decimal Discount { get; private set; }
    public decimal Shipping { get; private set; }
    public Person Billing { get; private set; } = Person.Nobody;
    public Person DeliverTo { get; private set; } = Person.Nobody;
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Of a send sale: whether what all its slips need is there.</summary>
    public bool IsHeadSound { get; private set; }

    /// <summary>Paths such as <c>billing.email</c> or <c>items[0].upc</c>.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public IEnumerable<Line> Shipped => Lines.Where(line => line.Status == "Fulfilled");

    public bool HasOpenLines => Lines.Any(line => line.Status == "Open");

    public bool IsAllCancelled => Lines.Count > 0 && Lines.All(line => line.Status == "Cancelled");

    /// <returns>Null: no JSON object, or one without an order number.</returns>
    public static PublishedOrder? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            return NumberOf(root) is { Length: > 0 } number ? new PublishedOrder(root, number) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public bool SaysTheSameAs(PublishedOrder other) => JsonElement.DeepEquals(_json, other._json);

    /// <summary>Imported a second time under another id: same customer, time, total and lines.</summary>
    public bool IsTheSamePurchaseAs(PublishedOrder other) =>
        Billing == other.Billing && DeliverTo == other.DeliverTo && CreatedAt == other.CreatedAt && Total == other.Total
            && Lines.SequenceEqual(other.Lines);

    /// <summary>Whether this counts as newer than what was known: not completed earlier, and no line goes back to open.</summary>
    public bool Outdates(PublishedOrder known) =>
        (known.CompletedAt is null || CompletedAt >= known.CompletedAt)
        && Lines.All(line => line.Status != "Open"
            || known.Lines.FirstOrDefault(before => before.LineNo == line.LineNo) is null or { Status: "Open" });

    private static string? NumberOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("orderNo", out var number)
            || number.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = number.GetString()!.Trim();
        return (text.StartsWith('#') ? text[1..] : text).Trim();
    }

    private void ReadOrder(FaultyFields root)
    {
        if (OrderNo.Length > 9)
        {
            root.Fault("orderNo");
        }

        ReadHead(root, required: true);
        CompletedAt = root.Past("completedAt");
        DeliveryType = OneOf(root, "deliveryType", "Store", "Home");
        PaymentType = OneOf(root, "paymentType", "Card", "CashOnDelivery");
        Total = root.Amount("total", required: true);
        Discount = root.Amount("discount");
        Shipping = root.Amount("shipping");
        Billing = Person.Read(root.Inside("billing"));
        DeliverTo = Person.Read(root.Inside("deliverTo"));
        Lines = InOneSpelling([.. root.Entries("items").Select(Line.Read)]);
        foreach (var line in Lines.Index()
            .Where(line => line.Item.Status == "Fulfilled" && CreatedAt - line.Item.ShippedAt > TimeSpan.FromDays(1)))
        {
            root.Fault($"items[{line.Index}].shippedAt");
        }

        if (IsTotalNonsense())
        {
            root.Fault("total");
        }

        foreach (var repeated in Lines.Where(line => line.LineNo is not null).GroupBy(line => line.LineNo).Where(same => same.Count() > 1))
        {
            root.Fault("items[].lineNo");
        }
    }

    // 0 for lines that cost something and no discount that explains it, or exactly a hundred times or a hundredth: nobody means such a
    // total.
    private bool IsTotalNonsense()
    {
        string[] amounts = ["total", "discount", "shipping", "quantity", "originalPrice", "price", "tax"];
        if (_faults.Any(fault => amounts.Contains(fault[(fault.LastIndexOf('.') + 1)..])))
        {
            return false;
        }

        var lines = Lines.Where(line => line.Status != "Cancelled").ToList();
        var tolerance = 0.01m * Math.Max(1, lines.Count);
        var original = lines.Sum(line => line.OriginalPrice * line.Quantity);
        var sums = new[] { lines.Sum(line => line.Price * line.Quantity) + Shipping, original - Discount + Shipping };
        var addsUp = Math.Abs(sums[1] - Total) <= tolerance
            || (Math.Abs(sums[0] - Total) <= tolerance && Math.Abs(original + Shipping - sums[0] - Discount) <= tolerance);
        return !addsUp && ((Total == 0 && sums.All(sum => sum > tolerance))
            || sums.Any(sum => sum >= 1 && (Math.Abs(Total - (100 * sum)) <= tolerance || Math.Abs((100 * Total) - sum) <= tolerance)));
    }

    // A send sale needs only what its slips need, and each slip only its own lines.
    private void ReadSendSale(FaultyFields root)
    {
        ReadHead(root, required: true);
        SoldAtStore = root.Store("soldAtStore", required: true);
        IsHeadSound = _faults.Count == 0;
        Lines = [.. root.Entries("items").Select(ReadSendSaleLine)];
    }

    private Line ReadSendSaleLine(FaultyFields fields)
    {
        var faults = new HashSet<string>();
        var line = Line.ReadForSlip(fields.NotingIn(faults));
        if (faults.Count == 0 || line.ShippedFrom == SoldAtStore)
        {
            return line;
        }

        _faults.UnionWith(faults);
        return line with { IsSound = false };
    }

    private void ReadHead(FaultyFields root, bool required)
    {
        OrderId = root.Text("orderId", required: required);
        if (OrderId is "undefined" or "0")
        {
            // What is no id stands for no order.
            root.Fault("orderId");
            OrderId = "";
        }

        CreatedAt = root.Past("createdAt", required);
        CompletedAt = root.Time("completedAt");
    }

    // Store codes that differ only in case are one store: of its spellings on the order, the first in ordinal sequence.
    private static List<Line> InOneSpelling(List<Line> lines)
    {
        var codes = lines.Where(line => line.Status == "Fulfilled").SelectMany(line => new[] { line.ShippedFrom, line.PickupStore })
            .ToList();
        return [.. lines.Select(line => line with { ShippedFrom = Spelling(line.ShippedFrom), PickupStore = Spelling(line.PickupStore) })];

        string Spelling(string code) =>
            codes.Where(other => other.Equals(code, StringComparison.OrdinalIgnoreCase)).Append(code).Order(StringComparer.Ordinal).First();
    }

    private static string OneOf(FaultyFields root, string name, params string[] allowed)
    {
        var text = root.Text(name, required: true);
        if (!allowed.Contains(text))
        {
            root.Fault(name);
        }

        return text;
    }
}

/// <summary>A line of an order, its figures as the ERP's Float(10,4) holds them.</summary>
internal sealed record Line(
    int? LineNo, string Upc, decimal Quantity, decimal OriginalPrice, decimal OriginalTax, decimal Price, decimal Tax,
    string Status, string ShippedFrom, DateTimeOffset? ShippedAt, string PickupStore)
{
    /// <summary>Of a send sale: whether a slip can be written with it.</summary>
    public bool IsSound { get; init; } = true;

    public static Line Read(FaultyFields fields)
    {
        var line = ReadForSlip(fields);
        return line with
        {
            LineNo = fields.Whole("lineNo"),
            OriginalPrice = fields.Amount("originalPrice", required: true),
            OriginalTax = fields.Amount("originalTax", required: true),
            Price = fields.Amount("price", required: true),
            Tax = fields.Amount("tax", required: true),
            PickupStore = fields.Store("pickupStore"),
            ShippedAt = line.Status == "Fulfilled" ? fields.Past("shippedAt") : line.ShippedAt,
        };
    }

    public static Line ReadForSlip(FaultyFields fields)
    {
        var status = fields.Text("status", required: true);
        if (status is not ("Fulfilled" or "Cancelled" or "Open"))
        {
            fields.Fault("status");
        }

        var isShipped = status == "Fulfilled";
        return new Line(
            null, fields.Text("upc", 19, required: true), fields.Amount("quantity", required: true, aboveZero: true), 0, 0, 0, 0,
            status, isShipped ?
                fields.Store("shippedFrom", required: true) :
                fields.Text("shippedFrom", 5), fields.Time("shippedAt", required: isShipped), "");
    }
}

/// <summary>A customer of an order.</summary>
internal sealed record Person(
    string FirstName, string LastName, string Email, string Address1, string Address2, string City, string Country, string DocumentNo, string Phone)
{
    public static readonly Person Nobody = new("", "", "", "", "", "", "", "", "");

    public static Person Read(FaultyFields fields) => new(
        fields.Text("firstName", 30, required: true),
        fields.Text("lastName", 30, required: true),
        fields.Text("email", 60, required: true),
        fields.Text("address1", required: true),
        fields.Text("address2"),
        fields.Text("city"),
        fields.Text("country"),
        fields.Text("documentNo", 20, required: true),
        fields.Text("phone"));
}
