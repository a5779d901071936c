using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.GoingLive;

/// <summary>The whole flow runs, and nobody outside hears of it.</summary>
[Trait("Takes", "long")]
public sealed class In_shadow_mode(ITestOutputHelper output)
{
    private static readonly (string, string) s_shadow = ("Invoicing__Mode", "Shadow");

    [Fact]
    public async Task orders_end_in_their_states_with_what_would_be_sent_and_no_call_is_made()
    {
        await using var vtex = new TestVtex();
        await vtex.Start();
        await using var emporix = new TestEmporix();
        await emporix.Start();
        await using var installation = await Installation.Create(output.WriteLine, null, [.. vtex.Settings, s_shadow]);
        var feeds = new Feeds(installation);
        feeds.Use();
        // As the settings of production have it; the first needs no credentials here.
        installation.Set(
            ("Emporix__BaseUrl", emporix.Address.ToString()), ("Emporix__Tenants__acme__Schedule", "* * * * *"),
            ("Emporix__Tenants__acme__ClientId", ""), ("Emporix__Urls", $"http://127.0.0.1:{FreePort.Find()}"),
            ("Emporix__CallTimeout", "00:00:02"), ("Emporix__CallMargin", "00:00:01"),
            ("Vtex__Feed__Enabled", "true"), ("Vtex__Feed__Interval", "00:00:00.200"), ("Vtex__Accounts__acme__AppToken", ""),
            ("RetailPro__BaseUrl", installation.RetailPro.Address.ToString()), ("Mail__To", "operations@example.com"));
        await installation.Broker.Bind("oms", "Invoicing.Contracts:InvoicingCompleted");
        await installation.Serve();

        var (ofVtex, lacking) = (TestVtex.Order("2"), TestVtex.Order("3", order => order.Remove("billing")));
        await vtex.Put(ofVtex);
        await vtex.Put(lacking);
        await installation.Publish(Sample.Order("1"), ofVtex, lacking, Sample.Order("4", order => order["paymentType"] = "Shells"));
        await feeds.Put("orders.json", $"[{Sample.SingleStore("5")}]");

        await installation.Is("Completed", "1", "2", "3", "5");
        await installation.Is("Failed", "4");
        (await installation.Mails.Arrives("4")).Mime.Subject.ShouldStartWith("[Invoicing] [shadow] ");
        await feeds.IsIn("done", "orders.json");
        // What would come is there by now.
        await installation.StopAll();

        (await installation.RetailPro.AllCalls()).ShouldBe(0);
        (await vtex.Ledger()).GetProperty("calls").GetArrayLength().ShouldBe(0);
        (await emporix.Calls()).ShouldBe(0);
        (await installation.Broker.Depth("oms")).ShouldBe(0);
        new[] { "results", "responses" }.SelectMany(name => Directory.GetFiles(Path.Combine(feeds.Folder, name))).ShouldBeEmpty();

        var unsent = (await installation.Show("1")).GetProperty("timeline").EnumerateArray()
            .Where(item => item.GetProperty("what").GetString() == "not sent: shadow mode").ToList();
        unsent.Select(item => item.GetProperty("operation").GetString()).ShouldBe(["invoice", "slip"]);
        unsent[0].GetProperty("request").GetProperty("OrderNo").GetString().ShouldBe("1");
        unsent[1].GetProperty("request").GetProperty("ToStore").GetString().ShouldBe("SVA40");
        (await installation.Show("3")).GetProperty("timeline").EnumerateArray()
            .First(item => item.TryGetProperty("faults", out var faults) && faults.ValueKind == JsonValueKind.Array).GetProperty("faults")[0].GetString().ShouldNotBeNull().ShouldContain("billing");

        var status = await installation.Run("status");
        status.Output.ShouldStartWith("SHADOW mode: no system is called");
        await Wait.Until(
            async () => (await installation.Run("check")).Output is var check && check.Contains("not called: Invoicing:Mode is Shadow")
                && check.Contains("its schema is up to date; shadow mode"),
            "check says so");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);
    }

    [Theory]
    [InlineData("Shadow", "Live")]
    [InlineData("Live", "Shadow")]
    public async Task database_and_virtual_host_belong_to_one_mode_for_ever(string first, string then)
    {
        await using var installation = await Installation.Create(output.WriteLine, null, ("Invoicing__Mode", first));
        await using var other = await Installation.Create(output.WriteLine, null, ("Invoicing__Mode", then));
        installation.Set(("Invoicing__Mode", then));

        foreach (var command in new[] { "serve", "migrate" })
        {
            var refused = await installation.Run(command);
            refused.ExitCode.ShouldBe(1, refused.ToString());
            refused.Errors.ShouldStartWith($"invoicing: The database was made for Invoicing:Mode {first}, and the setting is {then}");
        }

        await Wait.Until(
            async () => (await installation.Run("check")).Output.Contains($"The database was made for Invoicing:Mode {first}"),
            "check says so");
        var asking = await installation.Run("reconcile", "--ask", "retailpro");
        asking.ExitCode.ShouldBe(1, asking.ToString());
        asking.Errors.ShouldContain(then == "Shadow" ? "Invoicing:Mode is Shadow" : "The database was made for Invoicing:Mode Shadow");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);
        // The right database, and the virtual host of the other mode.
        other.Set(("RabbitMq__Uri", installation.Broker.Uri.ToString()));
        var host = await other.Run("serve");
        host.ExitCode.ShouldBe(1, host.ToString());
        host.Errors.ShouldContain("is used by a service of the other mode");
        host.Errors.ShouldContain("RabbitMq:Uri");
    }

    [Fact]
    public async Task of_two_that_start_at_once_one_wins()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        // As a database is that nobody has used yet.
        await installation.Database.Rows("delete from mt_doc_installation returning 1");
        installation.Set(("Messaging__Transport", "InMemory"));
        var modes = new[] { "Live", "Shadow" };

        var starts = modes.SelectMany(mode => Enumerable.Range(0, 2).Select(_ => mode)).Select(async mode =>
            (Mode: mode, Ended: await installation.Run("migrate", "--set", $"Invoicing:Mode={mode}"))).ToList();
        var ended = await Task.WhenAll(starts);

        var won = ended.Where(start => start.Ended.ExitCode == 0).Select(start => start.Mode).Distinct().ShouldHaveSingleItem();
        ended.Count(start => start.Ended.ExitCode == 0).ShouldBe(2);
        (await installation.Database.Rows("select data ->> 'mode' from mt_doc_installation"))[0][0].ShouldBe(won);
    }

    [Fact]
    public async Task a_database_with_orders_from_before_there_were_modes_is_live()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Succeeds("orders", "adopt", "1", "--reason", "test");
        await installation.Database.Rows("delete from mt_doc_installation returning 1");
        installation.Set(s_shadow);

        (await installation.Run("migrate")).Errors.ShouldContain("holds orders of a live service");
        installation.Set(("Invoicing__Mode", "Live"));
        await installation.Succeeds("migrate");
    }
}
