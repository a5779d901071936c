using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Invoicing.Simulators.RetailPro;
using Microsoft.AspNetCore.Builder;

namespace Invoicing.Tests.Simulators.RetailPro;

/// <summary>A running simulator and the words to talk to it.</summary>
internal sealed class SimulatedRetailPro : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatedRetailPro(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Http { get; }

    public static async Task<SimulatedRetailPro> Start(TimeProvider? clock = null)
    {
        var app = RetailProSimulator.Build(["http://127.0.0.1:0"], clock);
        await app.StartAsync();
        return new SimulatedRetailPro(app);
    }

    public Task<HttpResponseMessage> Invoice(string orderNo, string store = "SVA11", params (string Upc, string Qty)[] lines) =>
        Post(RetailProSimulator.InvoicePath, Bodies.Invoice(orderNo, store, lines));

    public Task<HttpResponseMessage> Slip(string slipNo, string from, string to, params (string Upc, string Qty)[] lines) =>
        Post(RetailProSimulator.SlipPath, Bodies.Slip(slipNo, from, to, lines));

    public Task<HttpResponseMessage> Post(string path, string body) => Http.PostAsync(path, Json(body));

    public async Task SetFaults(string document)
    {
        using var answer = await Http.PutAsync("/faults", Json(document));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> RefusedFaults(string document)
    {
        using var answer = await Http.PutAsync("/faults", Json(document));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return await ErrorOf(answer);
    }

    public async Task<int> Fired(int rule = 0)
    {
        using var faults = JsonDocument.Parse(await Http.GetStringAsync("/faults"));
        return faults.RootElement.GetProperty("rules")[rule].GetProperty("fired").GetInt32();
    }

    /// <summary>Received, applied and duplicates, such as <c>3/2/1</c>.</summary>
    public async Task<string> Calls(string operation)
    {
        using var calls = JsonDocument.Parse(await Http.GetStringAsync("/calls"));
        var counts = calls.RootElement.GetProperty(operation);
        return $"{counts.GetProperty("received")}/{counts.GetProperty("applied")}/{counts.GetProperty("duplicates")}";
    }

    /// <summary>The order numbers in the books, in the order in which they were entered.</summary>
    public async Task<string[]> InvoicedOrders()
    {
        using var ledger = JsonDocument.Parse(await Http.GetStringAsync("/ledger"));
        return [.. ledger.RootElement.GetProperty("invoices").EnumerateArray()
            .Select(invoice => invoice.GetProperty("orderNo").GetString()!)];
    }

    /// <summary>The stock of all stores, such as <c>SVA11/100=-2</c>.</summary>
    public async Task<string[]> Stock()
    {
        using var ledger = JsonDocument.Parse(await Http.GetStringAsync("/ledger"));
        return
        [
            .. ledger.RootElement.GetProperty("stock").EnumerateArray()
                .Select(row => $"{row.GetProperty("store")}/{row.GetProperty("upc")}={row.GetProperty("quantity").GetRawText()}"),
        ];
    }

    public static async Task<string> ErrorOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
