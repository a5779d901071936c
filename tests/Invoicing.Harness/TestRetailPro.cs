using System.Text;
using System.Text.Json;
using Invoicing.Simulators.RetailPro;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Harness;

/// <summary>A Retail Pro of the test's own: the simulator, asked only over HTTP.</summary>
internal sealed class TestRetailPro : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private WebApplication? _simulator;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    /// <summary>With empty books; after a stop, at the same address.</summary>
    public async Task Start()
    {
        _simulator = RetailProSimulator.Build([Address.ToString()]);
        await _simulator.StartAsync();
    }

    /// <summary>From now on connections are refused.</summary>
    public async Task Stop()
    {
        await _simulator!.DisposeAsync();
        _simulator = null;
    }

    public Task<string> Ledger() => _http.GetStringAsync(new Uri(Address, "ledger"));

    /// <summary>Requests that have arrived, whatever became of them.</summary>
    public async Task<(int Invoices, int Slips)> Calls()
    {
        using var calls = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Address, "calls")));
        int Received(string operation) => calls.RootElement.GetProperty(operation).GetProperty("received").GetInt32();
        return (Received("invoice"), Received("slip"));
    }

    /// <summary>Invoices that came again, since their answer was lost.</summary>
    public async Task<int> RepeatedInvoices()
    {
        using var calls = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Address, "calls")));
        return calls.RootElement.GetProperty("invoice").GetProperty("duplicates").GetInt32();
    }

    public async Task<int> AllCalls()
    {
        var (invoices, slips) = await Calls();
        return invoices + slips;
    }

    public Task WaitForCalls(int count) => Wait.Until(async () => await AllCalls() >= count, $"Retail Pro has had {count} calls");

    /// <param name="document">As <c>PUT /faults</c> takes it.</param>
    public async Task Faults(string document)
    {
        using var answer = await _http.PutAsync(new Uri(Address, "faults"), new StringContent(document, Encoding.UTF8, "application/json"));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Requests that the faults in force have hit.</summary>
    public async Task<int> FaultsFired()
    {
        using var faults = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Address, "faults")));
        return faults.RootElement.GetProperty("rules").EnumerateArray().Sum(rule => rule.GetProperty("fired").GetInt32());
    }

    /// <summary>So that calls are always under way when something happens.</summary>
    public Task IsSlow() => Faults("""{"rules":[{"kind":"delay","delayMs":150}]}""");

    /// <summary>Refuses these orders with 400, for as long as the faults are in force.</summary>
    public Task Refuses(params IEnumerable<string> orderNos)
    {
        var rules = orderNos.Select(no => $$"""{"operation":"invoice","kind":"status","status":400,"orderNo":"{{no}}"}""");
        return Faults($$"""{"rules":[{{string.Join(',', rules)}}]}""");
    }

    /// <summary>The store has not received the goods of a slip.</summary>
    public async Task IsNotReceived(string slipNo)
    {
        using var answer = await _http.PutAsync(new Uri(Address, $"slips/{slipNo}/received/false"), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Somebody has deleted the invoice there.</summary>
    public async Task Deletes(string orderNo)
    {
        using var answer = await _http.DeleteAsync(new Uri(Address, $"invoices/{orderNo}"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The first invoice of an order once more, under another number: what the order of that number would come to.</summary>
    public async Task EntersByHand(string orderNo, string number)
    {
        using var ledger = JsonDocument.Parse(await Ledger());
        var body = ledger.RootElement.GetProperty("invoices").EnumerateArray().Select(invoice => invoice.GetProperty("body").GetRawText())
            .First(body => body.Contains(orderNo, StringComparison.Ordinal));
        using var answer = await _http.PostAsync(
            new Uri(Address, "api/v1/Document/Ordertoinvoice"), new StringContent(body.Replace(orderNo, number, StringComparison.Ordinal)));
        answer.EnsureSuccessStatusCode();
    }

    public Task NoFaults() => Faults("{}");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
        }
    }
}
