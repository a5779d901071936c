using System.Text.Json.Nodes;
using Invoicing.Benchmarks.Load;
using Invoicing.Emporix;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Measuring.Partners;

/// <summary>An Emporix with the orders, each paid by one card, and the tenant that has them invoiced.</summary>
internal sealed class EmporixPartner : IPartner
{
    private const string Tenant = TestEmporix.Tenant;
    private const decimal Total = 74.90m;

    private static readonly ParallelOptions s_some = new() { MaxDegreeOfParallelism = 16 };

    private readonly Uri _service = new($"http://127.0.0.1:{FreePort.Find()}");
    private TestEmporix _emporix = null!;
    private int _orders;

    public string Name => "emporix";

    /// <summary>Capture, number, PDF and mail. What the recalculation finds is kept with the order, and in no journal.</summary>
    public int StepsAnOrder => 4;

    public TenantClient Client { get; private set; } = null!;

    public Task<IEnumerable<(string Name, string Value)>> Begin(Uri simulator)
    {
        _emporix = TestEmporix.At(simulator);
        return Task.FromResult<IEnumerable<(string, string)>>(
        [
            ("Emporix__BaseUrl", $"{simulator}"), (TenantClient.AddressSetting, $"{_service}"),
            ($"Emporix__Tenants__{Tenant}__ClientId", "invoicing"), ($"Emporix__Tenants__{Tenant}__ClientSecret", "s3cret-0f-acme"),
            ($"Emporix__Tenants__{Tenant}__Seller__Name", "Acme Shoes GmbH"),
            ($"Emporix__Tenants__{Tenant}__Seller__VatId", "DE123456789"),
            ($"Emporix__ApiClients__{TenantClient.Client}__Secret", TenantClient.Secret),
            ($"Emporix__ApiClients__{TenantClient.Client}__Tenant", Tenant),
            ("Emporix__Concurrency", "128"),
        ]);
    }

    public async Task SetUp()
    {
        Client = await TenantClient.Open(_service);
        await Client.SetUp();
    }

    public Task Put(IReadOnlyList<SampleOrder> orders) => Put(orders, deliveredAt: null);

    /// <param name="deliveredAt">Such orders are taken by automatic jobs.</param>
    public async Task Put(IReadOnlyList<SampleOrder> orders, string? deliveredAt)
    {
        _orders += orders.Count;
        await Parallel.ForEachAsync(orders, s_some, async (order, _) =>
        {
            var id = EmporixOrders.Parse(order.Number)!.Value.OrderId;
            var json = JsonNode.Parse(order.Json)!.AsObject();
            if (deliveredAt is not null)
            {
                json["mixins"] = new JsonObject { ["deliveryTime"] = new JsonObject { ["deliveryDate"] = deliveredAt } };
            }

            await _emporix.PutOrder(id, json);
            await _emporix.PutTransaction(TestEmporix.TransactionOf(id), new JsonObject { ["authorised"] = Total });
        });
    }

    /// <summary>Each order is captured, numbered and mailed once, and no number is missing.</summary>
    public async Task<string?> Objection(Books books)
    {
        var captures = (await _emporix.Ledger()).GetProperty("captures").EnumerateArray()
            .ToLookup(capture => capture.GetProperty("transactionId").GetString(), capture => capture.GetProperty("amount").GetDecimal());
        var right = Enumerable.Range(0, _orders).Count(place =>
            captures[TestEmporix.TransactionOf($"o-{place}")].ToList() is [Total]);
        var numbers = (await books.Database.Rows("""
            select count(*), count(distinct data ->> 'number'), max((data ->> 'number')::bigint), count(distinct data ->> 'orderId')
            from mt_doc_emporix_invoice
            """))[0];
        var mails = Directory.GetFiles(books.Mails, "*.eml")
            .Select(file => File.ReadLines(file).First(line => line.StartsWith("To:", StringComparison.Ordinal))).ToList();
        string[] counted = [$"{right} captures", .. numbers.Select(number => $"{number} numbers"), $"{mails.Count} mails"];
        return right == _orders && captures.Count == _orders && numbers.All(number => Convert.ToInt64(number) == _orders)
            && mails.Count == _orders && mails.Distinct().Count() == _orders
            ? null
            : $"Of {_orders} orders there are {string.Join(", ", counted)}, to {mails.Distinct().Count()} customers.";
    }
}
