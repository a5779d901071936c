using System.Globalization;
using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;

namespace Invoicing.Harness;

/// <summary>
/// What the OMS says later of orders that come from VTEX: of parcels, of what happens to them, of returns; some of it wrong in the ways
/// that have a documented end. Everything follows from the random numbers.
/// </summary>
/// <param name="withLostEvents">Some events are of no parcel: people are told of them when they have been waited for long enough.</param>
internal sealed class MarketplaceUpdates(Random random, bool withLostEvents)
{
    private static readonly string[] s_happened = ["Collected", "In transit", "Out for delivery"];
    private int _wrong;
    private DateTimeOffset _createdAt;

    /// <param name="content">Of the order, with its numbers of invoices.</param>
    /// <param name="isOnly">There is no other version of it, so everybody knows what may come back.</param>
    public IEnumerable<string> Of(string orderNo, MarketplaceKind kind, JsonObject content, bool isOnly)
    {
        if (PublishedOrder.Read(content.ToJsonString()) is not { CreatedAt: { } createdAt })
        {
            return [];
        }

        _createdAt = createdAt;
        var isSound = kind <= MarketplaceKind.AlreadyTold;
        // VTEX takes returns of what is invoiced as a whole; of these it is not always so, or not as it would be.
        var returns = isOnly && Shipped(content).Any() && kind is not (
            MarketplaceKind.TwoOrders or MarketplaceKind.AlreadyTold or MarketplaceKind.NothingToInvoice or MarketplaceKind.SendSale);
        var updates = new List<JsonObject>();
        if (isSound && returns && random.Next(8) == 0)
        {
            updates.Add(Wrong(orderNo, content));
        }
        else if (random.Next(10) < (isSound ? 6 : 3))
        {
            updates.AddRange(Parcels(orderNo, kind, content));
        }

        if (returns && random.Next(10) < (isSound ? 4 : 3))
        {
            updates.AddRange(Returns(orderNo, content));
        }

        return [.. updates.SelectMany(update => Enumerable.Repeat(update.ToJsonString(), random.Next(6) == 0 ? 2 : 1))];
    }

    private IEnumerable<JsonObject> Parcels(string orderNo, MarketplaceKind kind, JsonObject content)
    {
        var numbers = Shipped(content).Select(line => (string?)line["invoiceNumber"]).Distinct().ToList();
        // The number that the ERP gives is not known to the OMS.
        var named = numbers.Count > 1 ? numbers.OfType<string>().ToList() : [null!];
        var count = random.Next(3) == 0 ? 2 : 1;
        for (var number = 1; number <= count; number++)
        {
            var tracking = $"T{number}{orderNo}";
            var at = _createdAt.AddHours(random.Next(1, 20));
            var parcel = new JsonObject { ["orderNo"] = $"#{orderNo}", ["trackingNumber"] = tracking };
            if (kind != MarketplaceKind.AlreadyTold && named[random.Next(named.Count)] is { } invoice)
            {
                parcel["invoiceNumber"] = invoice;
            }

            if (random.Next(3) > 0)
            {
                parcel["trackingUrl"] = $"https://dhl.example/{tracking}";
                (parcel["courier"], parcel["dispatchedAt"]) = ("DHL", Text(at));
            }

            yield return parcel;
            var names = count == 1 && random.Next(3) == 0 ? null : tracking;
            foreach (var happened in s_happened.Take(random.Next(3)))
            {
                yield return Event(orderNo, names, $"{happened} {number}", at = at.AddHours(random.Next(1, 20)));
            }

            if (random.Next(3) == 0)
            {
                var delivered = Event(orderNo, names, $"Delivered {number}", at = at.AddHours(random.Next(1, 20)));
                delivered["deliveredAt"] = Text(at);
                yield return delivered;
            }
        }
    }

    // All of it, one unit, or one unit twice.
    private IEnumerable<JsonObject> Returns(string orderNo, JsonObject content)
    {
        var lines = Shipped(content).ToList();
        var total = (decimal)content["total"]!;
        if (random.Next(3) == 0)
        {
            return total <= 0 ? [] : [Return(orderNo, 1, total, lines.Select(line => (line, (int)(decimal)line["quantity"]!)))];
        }

        var units = lines.SelectMany(line => Enumerable.Repeat(line, (int)Math.Min(2, (decimal)line["quantity"]!)))
            .Select(line => (Line: line, Price: decimal.Round((decimal)line["price"]!, 2, MidpointRounding.AwayFromZero)))
            .Where(unit => unit.Price > 0).Take(random.Next(3) == 0 ? 2 : 1).ToList();
        return units.Sum(unit => unit.Price) > total ? [] : units.Index()
            .Select(unit => Return(orderNo, unit.Index + 1, unit.Item.Price, [(unit.Item.Line, 1)]));
    }

    private JsonObject Wrong(string orderNo, JsonObject content)
    {
        var line = Shipped(content).First();
        switch (_wrong++ % (withLostEvents ? 5 : 4))
        {
            case 0:
                return Return(orderNo, 9, (decimal)content["total"]! + 1, [(line, 1)]);
            case 1:
                return Return(orderNo, 9, 0.01m, [(line, 100_000)]);
            case 2:
                return new() { ["orderNo"] = orderNo, ["trackingNumber"] = $"T9{orderNo}", ["invoiceNumber"] = $"NONE{orderNo}" };
            case 3:
                var nobodys = Return(orderNo, 9, 0.01m, [(line, 1)]);
                nobodys["by"] = null;
                return nobodys;
            default:
                return Event(orderNo, $"T9{orderNo}", "Lost", _createdAt);
        }
    }

    private JsonObject Return(string orderNo, int number, decimal value, IEnumerable<(JsonObject Line, int Quantity)> lines)
    {
        var said = lines.ToList();
        return new()
        {
            ["orderNo"] = orderNo,
            ["returnNo"] = $"RET{number}{orderNo}",
            ["value"] = value,
            ["by"] = "Ana Lima",
            ["items"] = new JsonArray([.. said.Select(line =>
            {
                var item = new JsonObject { ["upc"] = (string)line.Line["upc"]!, ["quantity"] = line.Quantity };
                if (said.Count > 1 || random.Next(2) == 0)
                {
                    item["price"] = (decimal)line.Line["price"]!;
                }

                return item;
            })]),
        };
    }

    private JsonObject Event(string orderNo, string? tracking, string description, DateTimeOffset at) => new()
    {
        ["orderNo"] = orderNo, ["trackingNumber"] = tracking, ["city"] = "Santa Tecla",
        ["state"] = random.Next(2) == 0 ? "La Libertad" : null, ["description"] = description, ["occurredAt"] = Text(at),
    };

    private string Text(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(random.Next(2) * -6))
        .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static IEnumerable<JsonObject> Shipped(JsonObject content) =>
        content["items"]!.AsArray().OfType<JsonObject>()
            .Where(line => (string)line["status"]! == "Fulfilled" && (decimal)line["quantity"]! >= 1);
}
