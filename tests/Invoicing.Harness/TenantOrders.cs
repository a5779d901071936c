using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;

namespace Invoicing.Harness;

/// <summary>What is the matter with an order of Emporix.</summary>
internal enum TenantOrderKind
{
    /// <summary>One card, authorised for just the total.</summary>
    Plain,

    /// <summary>Authorised for more than twice the total: the gateway would take it twice.</summary>
    Ample,
    SeveralPayments,
    ShortDelivery,
    Invoice,
    CashOnDelivery,

    /// <summary>A card pays a part, the rest is paid by invoice.</summary>
    PartlyInvoice,

    /// <summary>The order says that it is captured.</summary>
    Captured,

    /// <summary>The transaction shows that somebody has captured what is to be captured.</summary>
    CapturedByHand,

    /// <summary>Somebody has captured another amount.</summary>
    OtherAmountByHand,
    CardDeclined,

    /// <summary>The first of two payments is captured, the second refused.</summary>
    SecondCardDeclined,

    /// <summary>The gateway does not support captures of the transaction.</summary>
    NotSupported,

    /// <summary>The gateway does not know the transaction.</summary>
    NoTransaction,

    /// <summary>The payments are authorised for less than the total.</summary>
    OverAuthorised,
    Declined,
    InCheckout,
    Unknown,
    NoMailAddress,
    BadMailAddress,
    UnknownSite,
    NothingDelivered,
}

/// <summary>
/// Orders as they stand in Emporix, of two tenants with several sites and currencies, and the overlapping invoice jobs that name them: two of
/// three as they should be, the others with trouble of every kind. Everything follows from the seed.
/// </summary>
internal sealed class TenantOrders
{
    private const int SmallestJob = 5;
    private const int LargestJob = 40;

    // In turn, so that even few orders have some of each.
    private static readonly TenantOrderKind[] s_odd = [.. Enum.GetValues<TenantOrderKind>().Where(kind => kind > TenantOrderKind.Ample)];

    private static readonly (string Currency, int Factor, decimal Shipping)[] s_currencies =
        [("EUR", 1, 4.90m), ("EUR", 1, 0m), ("JPY", 1000, 500.50m), ("KWD", 1, 1.2345m)];

    private readonly Random _random;
    private readonly Dictionary<string, TenantOrderKind> _kinds = [];
    private int _turn;

    private TenantOrders(int count, int seed)
    {
        _random = new Random(seed);
        _turn = _random.Next(s_odd.Length);
        // Both tenants have the same ids, of orders and of transactions.
        List<TenantOrder> orders = [.. Enumerable.Range(0, count)
            .Select(place => Order(TenantSetUp.All[place % TenantSetUp.All.Count].Name, place / TenantSetUp.All.Count))];
        Jobs = [.. orders.GroupBy(order => order.Tenant).SelectMany(same => JobsOf(same.Key, [.. same.Select(order => order.OrderId)]))
            .OrderBy(job => job.Place)];
        var named = Jobs.SelectMany(job => job.Entries.Select(id => (Key: (job.Tenant, id), job.Times)))
            .ToLookup(entry => entry.Key, entry => entry.Times);
        Orders = [.. orders.Select(order => order with { Jobs = named[(order.Tenant, order.OrderId)].Sum() })];
    }

    public IReadOnlyList<TenantOrder> Orders { get; }

    /// <summary>By their places.</summary>
    public IReadOnlyList<PlannedJob> Jobs { get; }

    /// <summary>By the orders' numbers here.</summary>
    public IReadOnlyDictionary<string, TenantOrderKind> Kinds => _kinds;

    public static TenantOrders Generated(int count, int seed) => new(count, seed);

    private IEnumerable<PlannedJob> JobsOf(string tenant, string[] ids)
    {
        _random.Shuffle(ids);
        for (var start = 0; start < ids.Length;)
        {
            var some = ids.Skip(start).Take(_random.Next(SmallestJob, LargestJob)).ToList();
            start += some.Count;
            // Some of other jobs, before this one and after it; some ids twice, some with blanks around them.
            some.AddRange(ids.Where(_ => _random.Next(ids.Length) < LargestJob / 4));
            string[] named = [.. some.Select(id => _random.Next(20) == 0 ? $" {id} " : id)];
            yield return new(tenant, named, _random.NextDouble() * 0.9, _random.Next(5) == 0 ? 2 : 1);
        }
    }

    private TenantOrder Order(string tenant, int place)
    {
        var kind = _random.Next(3) == 0 ? s_odd[_turn++ % s_odd.Length]
            : _random.Next(4) == 0 ? TenantOrderKind.Ample
            : TenantOrderKind.Plain;
        // Neither a number of the OMS nor a part of one.
        var id = $"e{place}x";
        _kinds[$"emporix/{tenant}/{id}"] = kind;
        if (kind == TenantOrderKind.Unknown)
        {
            return new(tenant, id, null, new Dictionary<string, JsonObject>(), 0);
        }

        var (json, total) = Json(tenant, place, kind);
        var transactions = new Dictionary<string, JsonObject>();
        json["payments"] = new JsonArray([.. Payments(id, kind, (string)json["currency"]!, total, transactions)]);
        return new(tenant, id, json, transactions, 0);
    }

    private (JsonObject Json, decimal Total) Json(string tenant, int place, TenantOrderKind kind)
    {
        var setUp = TenantSetUp.Of(tenant);
        var (currency, factor, shipping) = s_currencies[_random.Next(s_currencies.Length)];
        var customer = Word(tenant, place);
        var lines = Enumerable.Range(0, _random.Next(1, 5)).Select(line => (
            Name: $"{customer} {(char)('A' + line)}",
            Ordered: _random.Next(1, 4),
            Price: factor == 1 ? _random.Next(100, 5000) / 100m : _random.Next(10, 90) * factor)).ToList();
        int[] delivered = [.. lines.Select(line => kind switch
        {
            TenantOrderKind.NothingDelivered => 0,
            TenantOrderKind.ShortDelivery => _random.Next(0, line.Ordered + 1),
            _ => line.Ordered,
        })];
        // Something is.
        delivered[0] = kind == TenantOrderKind.NothingDelivered ? 0 : Math.Max(1, delivered[0]);
        var json = new JsonObject
        {
            ["status"] = kind switch
            {
                TenantOrderKind.Declined => "DECLINED",
                TenantOrderKind.InCheckout => "IN_CHECKOUT",
                _ => "CONFIRMED",
            },
            ["siteCode"] = kind == TenantOrderKind.UnknownSite ? "nowhere" : setUp.Sites[_random.Next(setUp.Sites.Count)].Code,
            ["currency"] = currency,
            ["customer"] = new JsonObject
            {
                ["firstName"] = "Rosa", ["lastName"] = customer,
                ["email"] = kind switch
                {
                    TenantOrderKind.NoMailAddress => null,
                    TenantOrderKind.BadMailAddress => $"{customer} at home",
                    _ => $"{customer}@customers.example.test",
                },
            },
            ["billingAddress"] = new JsonObject
            {
                ["contactName"] = $"Rosa {customer}", ["street"] = $"{customer} Street", ["zipCode"] = "10115", ["city"] = "Berlin",
                ["country"] = "DE",
            },
            ["entries"] = new JsonArray([.. lines.Select((line, index) => new JsonObject
            {
                ["amount"] = line.Ordered,
                ["packedAmountInPc"] = delivered[index] == line.Ordered ? null : delivered[index],
                ["product"] = new JsonObject { ["sku"] = $"S-{index}", ["name"] = line.Name },
                ["calculatedUnitPrice"] = TestEmporix.Price(line.Price, 19),
            })]),
            ["calculatedPrice"] = shipping == 0 ? new JsonObject() : new JsonObject
            {
                ["totalShipping"] = TestEmporix.Price(shipping, 19),
            },
        };
        if (_random.Next(3) == 0)
        {
            json["customer"]!["preferredLanguage"] = _random.Next(2) == 0 ? "de" : "en";
        }

        return (json, decimal.Round(
            lines.Zip(delivered).Sum(line => line.First.Price * line.Second) + shipping,
            EmporixReference.DigitsOf(currency),
            MidpointRounding.AwayFromZero));
    }

    private static List<JsonObject> Payments(
        string id, TenantOrderKind kind, string currency, decimal total, Dictionary<string, JsonObject> transactions)
    {
        var part = decimal.Round(total * 0.4m, EmporixReference.DigitsOf(currency));
        return kind switch
        {
            TenantOrderKind.Ample => [Card(1, total * 3)],
            TenantOrderKind.SeveralPayments => [Card(1, part), Card(2, total)],
            TenantOrderKind.Invoice => [Payment(1, "INVOICE", total)],
            TenantOrderKind.CashOnDelivery => [Payment(1, "CASH_ON_DELIVERY", total)],
            TenantOrderKind.PartlyInvoice => [Card(1, part), Payment(2, "INVOICE", total)],
            TenantOrderKind.Captured => [Card(1, total, status: "CAPTURE_SUCCESS", paid: total)],
            TenantOrderKind.CapturedByHand => [Card(1, total, captured: total)],
            TenantOrderKind.OtherAmountByHand => [Card(1, total, captured: part)],
            TenantOrderKind.CardDeclined => [Card(1, total, refusal: "card expired")],
            TenantOrderKind.SecondCardDeclined => [Card(1, part), Card(2, total, refusal: "card expired")],
            TenantOrderKind.NotSupported => [Card(1, total, provider: "INVOICE")],
            TenantOrderKind.NoTransaction => [Payment(1, "SPREEDLY", total)],
            TenantOrderKind.OverAuthorised => [Card(1, part)],
            _ => [Card(1, total)],
        };

        JsonObject Card(
            int number, decimal authorised, string status = "AUTHORIZATION_SUCCESS", decimal paid = 0, decimal? captured = null,
            string? refusal = null, string provider = "SPREEDLY")
        {
            transactions[$"t-{id}-{number}"] = new JsonObject
            {
                ["authorised"] = authorised,
                ["currency"] = currency,
                ["provider"] = provider,
                ["refusal"] = refusal,
                ["captures"] = captured is null ? new JsonArray() : new JsonArray(TestEmporix.Capture(captured.Value, currency)),
            };
            return Payment(number, "SPREEDLY", authorised, status, paid);
        }

        JsonObject Payment(int number, string provider, decimal authorised, string status = "AUTHORIZATION_SUCCESS", decimal paid = 0) => new()
        {
            ["method"] = "card", ["provider"] = provider, ["status"] = status, ["currency"] = currency, ["paidAmount"] = paid,
            ["authorizedAmount"] = authorised, ["transactionId"] = $"t-{id}-{number}",
        };
    }

    /// <summary>Six letters that nothing else begins with.</summary>
    private static string Word(string tenant, int place)
    {
        var number = (place * 2) + (tenant == TenantSetUp.All[0].Name ? 0 : 1);
        var letters = new char[4];
        for (var i = letters.Length - 1; i >= 0; i--, number /= 26)
        {
            letters[i] = (char)('a' + (number % 26));
        }

        return $"Xq{new string(letters)}";
    }
}
