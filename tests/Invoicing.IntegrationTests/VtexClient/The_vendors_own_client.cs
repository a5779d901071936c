using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Simulators.Vtex;

namespace Invoicing.IntegrationTests.VtexClient;

/// <summary>The npm package <c>@vtex/clients</c> against the simulated VTEX: what it can read, others can read, too.</summary>
public sealed class The_vendors_own_client
{
    private const string OrderId = "v1490000017acme-01";
    private const string Order =
        """{"status":"handling","value":7350,"items":[{"id":"5501","price":3500,"quantity":2}]}""";

    [WhereInstalled]
    public async Task reads_orders_and_invoices_them()
    {
        await using var vtex = VtexSimulator.Build(["http://127.0.0.1:0"]);
        await vtex.StartAsync();
        var address = vtex.Urls.Single();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await Put(http, "simulator/settings", """{"visibleAfterMs":0,"invoicedAfterMs":0}""");
        await Put(http, $"simulator/orders/{OrderId}", Order);

        var script = Repository.Path("tests/Invoicing.IntegrationTests/VtexClient/orders.js");
        var run = await Command.Run("node", [script, $"{address}/acme", OrderId], []);

        run.ExitCode.ShouldBe(0, run.ToString());
        using var told = JsonDocument.Parse(run.Output);
        var seen = told.RootElement;
        seen.GetProperty("before").GetProperty("status").GetString().ShouldBe("handling");
        seen.GetProperty("unfit").GetProperty("status").GetInt32().ShouldBe(400);
        seen.GetProperty("receipt").GetProperty("receipt").GetString()!.Length.ShouldBe(32);
        seen.GetProperty("listed").GetProperty("list")[0].GetProperty("status").GetString().ShouldBe("invoiced");
        seen.GetProperty("invoiced").GetProperty("body").GetProperty("error").GetProperty("code").GetString().ShouldBe("OMS003");
        seen.GetProperty("missing").GetProperty("status").GetInt32().ShouldBe(404);
        using var ledger = JsonDocument.Parse(await http.GetStringAsync("ledger"));
        ledger.RootElement.GetProperty("invoices")[0].GetProperty("invoiceValue").GetInt64().ShouldBe(7350);
    }

    private static async Task Put(HttpClient http, string path, string body)
    {
        using var answer = await http.PutAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>Needs Node.js and what <c>npm ci</c> installs beside the script; infra/test.sh does it.</summary>
internal sealed class WhereInstalledAttribute : FactAttribute
{
    public WhereInstalledAttribute()
    {
        if (!Directory.Exists(Repository.Path("tests/Invoicing.IntegrationTests/VtexClient/node_modules/@vtex/clients")))
        {
            Skip = "npm ci --prefix tests/Invoicing.IntegrationTests/VtexClient installs VTEX's own client.";
        }
    }
}
