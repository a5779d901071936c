using System.Globalization;

namespace Invoicing.Simulators.Oms;

/// <summary>
/// Composes the sound order that the recipe of one order starts from. Everything follows from the seed and the order's place.
/// </summary>
/// <param name="index">The place of the order among all, from 0; gives it its numbers.</param>
/// <param name="turn">Which order of its kind it is, from 0; recipes take turns with their variants by it.</param>
internal sealed class Composer(int seed, int index, int turn)
{
    private const int MostLines = 8;

    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 8, 0, 0, DraftTime.Tenant);

    public Random Random { get; } = new(unchecked((int)SplitMix.Mix(seed, index, 0)));

    public int Index => index;

    public int Turn => turn;

    /// <summary>No sample has such an id, so that both can be published together.</summary>
    public string OrderId => $"M{200_001 + index}";

    /// <summary>The id under which the OMS imports the order a second time.</summary>
    public string OtherOrderId => $"S{200_001 + index}";

    public bool Chance(double share) => Random.NextDouble() < share;

    /// <summary>A sound order, all its lines shipped, by so many stores at instants that all differ.</summary>
    public OrderDraft Order(int stores = 1, int? lines = null)
    {
        var createdAt = new DraftTime(s_start.AddSeconds((97L * index) + Random.Next(90)));
        var billing = Customer();
        return new OrderDraft
        {
            OrderNo = OrderNo(),
            OrderId = OrderId,
            CreatedAt = createdAt,
            PaymentType = Chance(0.7) ? "Card" : "CashOnDelivery",
            Billing = billing,
            DeliverTo = Chance(0.6) ? billing : Customer(),
            HasFiscalCredit = Chance(0.1),
            Shipping = Chance(0.5) ? Money(0, 900, decimals: 2) : 0,
            IsTalkative = Chance(0.15),
            Lines = Lines(Stores(stores), lines ?? Math.Min(MostLines, stores + Random.Next(4)), createdAt.At),
        };
    }

    /// <summary>Different stores, in random order.</summary>
    public string[] Stores(int count)
    {
        var all = Catalogue.Stores.ToArray();
        Random.Shuffle(all);
        return all[..count];
    }

    public string StoreBut(IEnumerable<string?> others) => Catalogue.Pick(Random, Catalogue.Stores.Except(others).ToList()!)!;

    /// <summary>A line of the order with a new product, not shipped.</summary>
    public DraftLine Line(IReadOnlyList<DraftLine>? earlier = null)
    {
        var decimals = Catalogue.Pick(Random, [0, 2, 2, 2, 2, 3, 4]);
        var original = Money(1, 400, decimals);
        var price = Chance(0.6) ? original : decimal.Round(original * Random.Next(0, 100) / 100, decimals, MidpointRounding.AwayFromZero);
        return new DraftLine
        {
            Upc = earlier?.Count > 0 && Chance(0.25) ? Catalogue.Pick(Random, earlier).Upc : Catalogue.Upc(Random),
            Quantity = Chance(0.75) ? Random.Next(1, 5) : Catalogue.Pick(Random, [0.5m, 1.25m, 2.750m, 0.3333m, 12.0001m]),
            OriginalPrice = original,
            Price = Chance(0.02) ? 0 : price,
        };
    }

    public DraftCustomer Customer()
    {
        var first = Catalogue.Pick(Random, Catalogue.FirstNames);
        return new DraftCustomer
        {
            FirstName = first,
            LastName = Catalogue.Pick(Random, Catalogue.LastNames),
            Email = $"customer{Random.Next(100_000)}@example.test",
            Address1 = $"{Catalogue.Pick(Random, Catalogue.Streets)} {Random.Next(1, 3000)}",
            Address2 = Chance(0.4) ? Catalogue.Pick(Random, Catalogue.Additions) : Chance(0.3) ? "" : null,
            City = Chance(0.9) ? Catalogue.Pick(Random, Catalogue.Cities) : null,
            Country = Chance(0.9) ? Catalogue.Country : null,
            DocumentNo = Random.Next(1_000_000, 99_999_999).ToString("D9", CultureInfo.InvariantCulture),
            Phone = Chance(0.8) ? $"7{Random.Next(1_000_000, 9_999_999)}" : null,
        };
    }

    private decimal Money(int from, int to, int decimals)
    {
        var scale = (int)Math.Pow(10, decimals);
        return new decimal(Random.Next(from * scale, to * scale), 0, 0, false, (byte)decimals);
    }

    // Never more than nine characters without the #, and no two alike: a zero in front makes another number, not the same one.
    private string OrderNo()
    {
        var number = (1001 + index).ToString(CultureInfo.InvariantCulture);
        var form = Random.Next(100) switch
        {
            < 4 when number.Length < 7 => number.PadLeft(8, '0'),
            < 6 when number.Length < 7 => "0" + (1000 + index).ToString(CultureInfo.InvariantCulture),
            < 10 when number.Length < 8 => "SV" + number,
            _ => number,
        };
        return (Chance(0.4) ? "#" : "") + form + (Chance(0.02) ? " " : "");
    }

    // Each store ships at least one line; then the lines are mixed, so that the first line is not always the first shipped.
    private DraftLine[] Lines(string[] stores, int count, DateTimeOffset createdAt)
    {
        var lines = new List<DraftLine>();
        var shippedAt = createdAt.AddMinutes(Random.Next(20, 600));
        for (var place = 0; place < count; place++)
        {
            var store = place < stores.Length ? stores[place] : Catalogue.Pick(Random, stores);
            lines.Add(Line(lines) with { ShippedFrom = store, ShippedAt = new DraftTime(shippedAt) });
            shippedAt = shippedAt.AddSeconds(Random.Next(1, 20_000));
        }

        var mixed = lines.ToArray();
        Random.Shuffle(mixed);
        return mixed;
    }
}
