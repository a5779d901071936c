using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The program as it takes in what the simulated VTEX tells of its orders.</summary>
public abstract class IntakeTest(ITestOutputHelper output) : VtexTest(output)
{
    private protected const string Told = "mt_doc_notice where data ->> 'kind' = 'EventsFaulted'";

    /// <summary>The feed is read several times a second, and its configuration looked at as often.</summary>
    private protected void ReadsFeed(params (string Name, string Value)[] more)
    {
        Installation.Set(("Vtex__Feed__Enabled", "true"), ("Vtex__Feed__Interval", "00:00:00.200"), ("Vtex__Feed__CheckInterval", "00:00:00.500"));
        Installation.Set(more);
    }

    private protected Task Put(string orderNo, string status = "handling") => Vtex.Put(TestVtex.Order(orderNo), status);

    /// <summary>Waits until so many orders are known, and no event waits for its order to be looked at.</summary>
    private protected Task Knows(int orders) => Wait.Until(
        async () => await Installation.Database.Count("mt_doc_marketplace_order") == orders
            && await Installation.Database.Count("mt_doc_marketplace_event") == 0,
        $"{orders} orders of VTEX are known, and all that was told of them was looked into");

    private protected async Task<JsonElement> Status()
    {
        var shown = await Installation.Run("vtex", "status", "--output", "json");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        return JsonElement.Parse(shown.Output);
    }

    /// <summary>Waits until so many orders of the account have come so far.</summary>
    private protected Task Are(string status, int orders) => Wait.Until(
        async () => (await Status()).GetProperty("accounts") is { } accounts && accounts.GetArrayLength() == 1
            && accounts[0].GetProperty("orders").GetProperty(status).GetInt32() == orders,
        $"`vtex status` tells of {orders} orders: {status}");

    /// <summary>Waits until feed and hook were looked at so often again.</summary>
    private protected async Task LooksAtConfiguration(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var before = (await Installation.Database.Rows("select data ->> 'checkedAt' from mt_doc_marketplace_account")).SingleOrDefault()?[0];
            await Wait.Until(
                async () => (await Installation.Database.Rows("select data ->> 'checkedAt' from mt_doc_marketplace_account"))
                    .SingleOrDefault()?[0] is { } at && !at.Equals(before),
                "the configuration is looked at again");
        }
    }
}
