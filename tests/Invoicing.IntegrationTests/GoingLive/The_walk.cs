using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.GoingLive;

/// <summary>
/// docs/going-live.md from shadow to live, with the process before this one played beside it. The judge is Retail Pro's ledger: every order
/// is there once.
/// </summary>
public sealed class The_walk(ITestOutputHelper output)
{
    private const string GoLive = "2026-03-07T22:00:00-06:00";

    [Fact]
    public async Task leaves_every_order_invoiced_once()
    {
        string[] early = [.. Enumerable.Range(1, 20).Select(i => $"{i}")];
        await using var live = await Installation.Create(output.WriteLine, null, ("Invoicing__GoLive", GoLive));
        using var old = new OldProcess(live.RetailPro);

        // Shadow, on a database and a virtual host of its own, gets what the old process gets.
        await using (var shadow = await Installation.Create(output.WriteLine, null, ("Invoicing__Mode", "Shadow")))
        {
            shadow.Set(("RetailPro__BaseUrl", live.RetailPro.Address.ToString()));
            await shadow.Serve();
            await shadow.Publish(early.Select(number => Order(number, "20:00")));
            await shadow.Is("Completed", early);
        }

        foreach (var number in early.Skip(1))
        {
            await old.Invoices(Order(number, "20:00"));
        }

        // The last run of the old process has begun: 21 is in it, though its list was written before, and 1 was forgotten.
        var list = Path.Combine(live.Folder, "old.csv");
        await File.WriteAllTextAsync(list, old.List);
        await old.Invoices(Order("21", "21:59"));
        var last = Path.Combine(live.Folder, "last.csv");
        await File.WriteAllTextAsync(last, old.List);
        await live.Succeeds("orders", "adopt", list, "--reason", "list of the old process");

        // Live: the OMS publishes all of the last days once more, and what is completed from now on.
        await live.Serve();
        string[] after = ["22", "23"];
        await live.Publish([.. early.Append("21").Select(number => Order(number, "20:00")), .. after.Select(number => Order(number, "22:00"))]);
        await live.Is("Completed", after);
        await live.Is("Held", "1", "21");
        await live.Is("Dismissed", early.Skip(1));

        var adopted = await live.Run("orders", "adopt", last, "--reason", "last list of the old process", "--output", "json");
        adopted.ExitCode.ShouldBe(0, adopted.ToString());
        var told = JsonDocument.Parse(adopted.Output).RootElement;
        (told.GetProperty("adopted").GetInt32(), told.GetProperty("alreadyAdopted").GetInt32()).ShouldBe((1, 19));
        await live.Succeeds("orders", "release", "1", "--reason", "the old process has forgotten it");
        await live.Is("Completed", "1");

        var ledger = JsonDocument.Parse(await live.RetailPro.Ledger()).RootElement.GetProperty("invoices").EnumerateArray()
            .Select(invoice => invoice.GetProperty("orderNo").GetString()!).Order();
        ledger.ShouldBe([.. early.Append("21").Concat(after).Order()]);
        (await live.RetailPro.Calls()).Invoices.ShouldBe(23, "nobody has tried to invoice an order twice");
    }

    private static string Order(string orderNo, string time) =>
        Sample.Order(orderNo, order => order["completedAt"] = (JsonNode)$"2026-03-07T{time}:00-06:00");
}
