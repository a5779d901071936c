using System.Text;
using System.Text.Json;
using Invoicing.Simulators.RetailPro;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Invoicing.IntegrationTests.Harness;

/// <summary>A Retail Pro of the test's own: the simulator, asked only over HTTP.</summary>
internal sealed class RetailPro : IAsyncDisposable
{
    private readonly WebApplication _simulator = RetailProSimulator.Build(["http://127.0.0.1:0"]);
    private HttpClient _http = null!;

    public Uri Address => new(_simulator.Urls.Single());

    public async Task Start()
    {
        await _simulator.StartAsync();
        _http = new HttpClient { BaseAddress = Address };
    }

    public Task<string> Ledger() => _http.GetStringAsync("ledger");

    /// <summary>Requests that have arrived, whatever became of them.</summary>
    public async Task<(int Invoices, int Slips)> Calls()
    {
        using var calls = JsonDocument.Parse(await _http.GetStringAsync("calls"));
        int Received(string operation) => calls.RootElement.GetProperty(operation).GetProperty("received").GetInt32();
        return (Received("invoice"), Received("slip"));
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
        using var answer = await _http.PutAsync("faults", new StringContent(document, Encoding.UTF8, "application/json"));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>So that calls are always under way when something happens.</summary>
    public Task IsSlow() => Faults("""{"rules":[{"kind":"delay","delayMs":150}]}""");

    public Task NoFaults() => Faults("{}");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _simulator.DisposeAsync();
    }
}
