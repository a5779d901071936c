using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.GoingLive;

/// <summary>The process before this one: it enters invoices into Retail Pro by itself, and keeps a list of them.</summary>
internal sealed class OldProcess(TestRetailPro retailPro) : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly List<string> _list = [];

    /// <summary>As CSV, with the numbers of the invoices.</summary>
    public string List => string.Join('\n', ["Order Number,Invoice Number", .. _list]);

    public async Task Invoices(string order)
    {
        var (oms, customer) = (JsonNode.Parse(order)!, new JsonObject
        {
            ["FirstName"] = "Rosa", ["LastName"] = "Interiano", ["Email"] = "rosa@example.test", ["Address1"] = "Avenida 206",
            ["NoDocument"] = "012345678",
        });
        var number = (string)oms["orderNo"]!;
        var invoice = new JsonObject
        {
            ["InvoicingStore"] = "SVA40", ["OrderNo"] = number, ["CreatedDate"] = "2026-03-04T14:02:11", ["DeliveryType"] = 2,
            ["PaymentType"] = 2, ["TotalAmt"] = (decimal)oms["total"]!, ["CustomerBilling"] = customer.DeepClone(),
            ["CustomerShipping"] = customer,
            ["Items"] = new JsonArray(
            [
                .. oms["items"]!.AsArray().Where(item => (string?)item!["status"] == "Fulfilled").Select(item => new JsonObject
                {
                    ["UPC"] = (string)item!["upc"]!, ["OrigPrice"] = (decimal)item["price"]!, ["OrigTax"] = (decimal)item["tax"]!,
                    ["Price"] = (decimal)item["price"]!, ["Tax"] = (decimal)item["tax"]!, ["Qty"] = (decimal)item["quantity"]!,
                    ["StoreOrig"] = (string)item["shippedFrom"]!,
                }),
            ]),
        };
        using var answer = await _http.PostAsync(
            new Uri(retailPro.Address, "api/v1/Document/Ordertoinvoice"),
            new StringContent(invoice.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        _list.Add($"{number},OLD{number}");
    }

    public void Dispose() => _http.Dispose();
}
