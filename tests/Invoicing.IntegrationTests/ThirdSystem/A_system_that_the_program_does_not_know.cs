using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.ThirdSystem;

/// <summary>
/// The program with one system more (tests/Invoicing.ThirdSystem), of two steps, one of them after Retail Pro's invoice: everything that is
/// done for Retail Pro is done for it, and no line of the program is another.
/// </summary>
[Trait("Takes", "long")]
public sealed class A_system_that_the_program_does_not_know(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Queue = "loyalty-steps";

    private readonly LoyaltyPeer _loyalty = new();
    private Installation _installation = null!;

    public async Task InitializeAsync()
    {
        await _loyalty.Start();
        _installation = await Installation.Of(
            Path.Combine(AppContext.BaseDirectory, "Invoicing.ThirdSystem.dll"), output.WriteLine, null, ("Loyalty__BaseUrl", _loyalty
                .Address));
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _loyalty.DisposeAsync();
    }

    [Fact]
    public async Task does_its_steps_once_each_in_their_order()
    {
        await _installation.Serve();
        await _installation.Publish(Sample.Order("1001"), SendSale("1002"));
        await _installation.Is("Completed", "1001", "1002");

        foreach (var orderNo in (string[])["1001", "1002"])
        {
            (_loyalty.Times("member", orderNo), _loyalty.Times("points", orderNo)).ShouldBe((1, 1));
        }

        // What the invoice came to is known to the step after it.
        var points = JsonDocument.Parse(_loyalty.Booked.Single(entry => entry is { Operation: "points", OrderNo: "1001" }).Body)
            .RootElement;
        var shown = await _installation.Show("1001");
        points.GetProperty("invoice").GetString().ShouldBe(shown.GetProperty("invoice").GetProperty("documentNo").GetString());
        shown.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("step")} {step.GetProperty("state")}")
            .ShouldContain("loyalty/points Done");
        shown.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("step").GetString() == "loyalty/points")
            .GetProperty("documentNo").GetString().ShouldBe("L-points-1001");

        var page = (await _installation.Run("orders", "show", "1001")).Output;
        page.ShouldContain("loyalty/member");
        page.ShouldContain("accepted by Loyalty");
        (await _installation.Database
            .Rows("select key from calls where order_id = (select id from mt_doc_order where order_no = '1001') order by 1"))
            .Select(row => row[0]).ShouldBe(["loyalty/member/1001", "loyalty/points/1001", "retailpro/invoice/1001", .. SlipKeys(shown)]);
        await _installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task has_failures_told_in_its_own_words_and_retried_from_its_error_queue()
    {
        _loyalty.Fault = (operation, orderNo) => operation == "points" && orderNo == "1001" ? 400 : null;
        await _installation.Serve();
        await _installation.Publish(Sample.Order("1001"), Sample.Order("1002"));
        await _installation.Is("Completed", "1002");
        await _installation.Is("Failed", "1001");

        var mail = await _installation.Mails.Arrives("1001");
        mail.Subject.ShouldContain("Loyalty refused the points");
        mail.Body.ShouldContain($"{Queue}_error");
        mail.Body.ShouldNotContain("invoice-order");
        (await _installation.Broker.ErrorsOf(Queue)).ShouldHaveSingleItem();
        var listed = JsonDocument.Parse(
            (await _installation.Run("errors", "list", "--entries", "--order", "1001", "--output", "json")).Output).RootElement;
        listed.ToString().ShouldContain("loyalty/points");

        // Retried while it still says no: it comes back. Then it is mended.
        await _installation.Run("errors", "retry", "--order", "1001", "--reason", "hope");
        await Wait.Until(() => _loyalty.Calls.Count(call => call is ("points", "1001")) == 2, "it is called again");
        await Wait.Until(async () => (await _installation.Broker.ErrorsOf(Queue)).Count == 1, "it has come back");
        _loyalty.Fault = (_, _) => null;
        await _installation.Succeeds("errors", "retry", "--order", "1001", "--reason", "mended");

        await _installation.Is("Completed", "1001");
        (_loyalty.Times("member", "1001"), _loyalty.Times("points", "1001")).ShouldBe((1, 1));
        (await _installation.RetailPro.Calls()).Invoices.ShouldBe(2);
        (await _installation.Broker.ErrorsOf(Queue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task names_every_fault_of_the_data_before_any_call()
    {
        await _installation.Serve();
        await _installation.Publish(SendSale("1001", order => order.Remove("total")));
        await _installation.Is("Failed", "1001");

        (await _installation.Mails.Arrives("1001")).Body.ShouldContain("total is missing; points are counted by it");
        _loyalty.Calls.ShouldBeEmpty();

        await _installation.Publish(SendSale("1001", order => order["completedAt"] = "2026-03-07T00:00:00Z"));
        await _installation.Is("Completed", "1001");
        (_loyalty.Times("member", "1001"), _loyalty.Times("points", "1001")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task is_left_alone_while_a_person_holds_the_order()
    {
        _loyalty.Fault = (operation, _) => operation == "points" ? 503 : null;
        await _installation.Serve();
        await _installation.Publish(Sample.SingleStore("1001"));
        await _installation.Is("Delivering", "1001");
        await _installation.Succeeds("orders", "hold", "1001", "--reason", "look first");
        await _installation.Is("Held", "1001");
        _loyalty.Fault = (_, _) => null;

        // Another order passes all queues; whatever was under way for the first has ended by then.
        await _installation.Publish(Sample.Order("1002"));
        await _installation.Is("Completed", "1002");
        _loyalty.Times("points", "1001").ShouldBe(0);

        await _installation.Succeeds("orders", "release", "1001", "--reason", "all is well");
        await _installation.Is("Completed", "1001");
        _loyalty.Times("points", "1001").ShouldBe(1);
    }

    [Fact]
    public async Task is_paused_alone_and_so_is_Retail_Pro()
    {
        await _installation.Serve();
        await Pause("loyalty");
        await _installation.Publish(Sample.Order("1001"));
        await _installation.Is("Delivering", "1001");
        await Wait.Until(
            async () => (await _installation.Database.Rows("select 1 from mt_doc_order where waits_for = 'loyalty'"))
                .Count == 1, "it waits for the pause to end");
        _loyalty.Calls.ShouldBeEmpty();
        (await _installation.Run("status")).Output.ShouldContain("Calls to Loyalty are paused");
        await _installation.Succeeds("resume", "loyalty", "--reason", "done");
        await _installation.Is("Completed", "1001");

        await Pause("retailpro");
        await _installation.Publish(Sample.Order("1002"));
        await Wait.Until(() => _loyalty.Times("member", "1002") == 1, "the customer is a member");
        (await _installation.RetailPro.Calls()).Invoices.ShouldBe(1);
        await _installation.Succeeds("resume", "retailpro", "--reason", "done");
        await _installation.Is("Completed", "1002");
        (_loyalty.Times("member", "1002"), _loyalty.Times("points", "1002")).ShouldBe((1, 1));

        // Of two that are paused, each goes on as soon as it is resumed.
        await Pause("loyalty");
        await Pause("retailpro");
        await _installation.Publish(Sample.Order("1003"));
        await Wait.Until(
            async () => (await _installation.Database.Rows("select 1 from mt_doc_order where waits_for = 'retailpro loyalty'"))
                .Count == 1, "it waits for both");
        await _installation.Succeeds("resume", "retailpro", "--reason", "done");
        await _installation.Is("Delivering", "1003");
        await _installation.Succeeds("resume", "loyalty", "--reason", "done");
        await _installation.Is("Completed", "1003");
    }

    [Fact]
    public async Task that_refuses_the_credentials_pauses_itself_only()
    {
        _loyalty.Key = "new";
        var service = await _installation.Serve();
        await _installation.Publish(Sample.SingleStore("1001"), Sample.SingleStore("1002"));
        await _installation.Is("Delivering", "1001", "1002");

        await Wait.Until(() => _installation.Mails.All().Count > 0, "a mail comes");
        var mail = _installation.Mails.All().ShouldHaveSingleItem();
        mail.Subject.ShouldContain("Loyalty refuses the credentials");
        mail.Body.ShouldContain("invoicing resume loyalty");
        (await _installation.Broker.ErrorsOf(Queue)).ShouldBeEmpty();

        await service.Stop();
        _installation.Set(("Loyalty__Key", "new"));
        await _installation.Serve();
        await _installation.Succeeds("resume", "loyalty", "--reason", "new key");
        await _installation.Is("Completed", "1001", "1002");
        _loyalty.Booked.Count.ShouldBe(4);
    }

    [Fact]
    public async Task is_asked_what_became_of_a_call_and_a_person_where_it_cannot_be_asked()
    {
        var silent = true;
        _loyalty.Fault = (operation, orderNo) => silent && ((operation, orderNo) is ("points", "1001") or ("member", "1002")) ? 0 : null;
        await _installation.Serve();
        await _installation.Publish(Sample.Order("1001"), Sample.Order("1002"));
        await _installation.Is("Completed", "1001");
        _loyalty.Times("points", "1001").ShouldBe(1);

        await _installation.Is("Failed", "1002");
        (await _installation.Mails.Arrives("1002")).Subject.ShouldContain("check whether Loyalty has the membership");
        silent = false;
        await _installation.Succeeds("orders", "confirm", "1002", "--step", "loyalty/member", "--invoiced", "--reason", "it is there");
        await _installation.Is("Completed", "1002");
        (_loyalty.Times("member", "1002"), _loyalty.Times("points", "1002")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task does_each_step_once_through_a_killed_process()
    {
        _loyalty.Fault = (_, orderNo) => int.Parse(orderNo) % 7 == 0 && Random.Shared.Next(4) > 0 ? 503 : null;
        string[] orderNos = [.. Enumerable.Range(1, 100).Select(no => $"{no:000}")];
        var service = await _installation.Serve("--set", "RetailPro:RefusesDuplicates=true");
        await _installation.Publish(orderNos.Select(orderNo => Sample.Order(orderNo)));
        await Wait.Until(() => _loyalty.Booked.Count >= 50, "a quarter is done");
        await service.Kill();
        await _installation.Serve("--set", "RetailPro:RefusesDuplicates=true");

        // A membership that was under way when the process died may or may not have been booked: a person looks.
        await Wait.UntilNothingIsLeft(async () => [.. (await _installation.Database.Orders())
            .Where(order => order.Value
                .State is not ("Completed" or "Failed")).Select(order => $"order {order.Key} is {order.Value.State}")]);
        var unknown = await _installation.Database.Rows(
            "select order_no, s ->> 'name' from mt_doc_order o, jsonb_array_elements(o.data -> 'steps') s where s ->> 'failureKind' = 'OutcomeUnknown'");
        foreach (var (orderNo, step) in unknown.Select(row => ((string)row[0]!, (string)row[1]!)))
        {
            step.ShouldBe("loyalty/member");
            var isThere = _loyalty.Times("member", orderNo) == 1;
            var attempt = (await _installation.Show(orderNo)).GetProperty("failures")[0].GetProperty("attempt").GetInt32();
            await _installation.Succeeds(
                ["orders", "confirm", orderNo, "--step", step, "--reason", "looked", .. isThere ?
                    ["--invoiced"] :
                    (string[])["--not-invoiced", "--attempt", $"{attempt}"]]);
        }

        await _installation.Is("Completed", orderNos);
        _loyalty.Booked.Select(entry => (entry.Operation, entry.OrderNo)).Order()
            .ShouldBe(orderNos.SelectMany(orderNo => new[] { ("member", orderNo), ("points", orderNo) }).Order());
    }

    [Fact]
    public async Task is_on_the_route_of_the_channels_that_say_so()
    {
        _installation.Set(("Invoicing__Routes__ECOM", "retailpro"), ("Invoicing__Routes__KIOSK", "retailpro/slip, loyalty"));
        await _installation.Serve();
        await _installation.Publish(Sample.Order("1001"), SendSale("1002", order => order["salesChannel"] = "KIOSK"));
        await _installation.Is("Completed", "1001", "1002");

        _loyalty.Booked.Select(entry => (entry.Operation, entry.OrderNo)).ShouldBe([("member", "1002"), ("points", "1002")]);
        (await _installation.RetailPro.Calls()).ShouldBe((1, 2));
        var refused = await _installation.Run("check", "--set", "Invoicing:Routes:SHOP=retail");
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldContain("Invoicing:Routes:SHOP names retail; systems are retailpro, emporix, vtex, loyalty");
    }

    [Fact]
    public async Task is_checked_and_shown_as_Retail_Pro_is()
    {
        var check = await _installation.Run("check");
        check.ExitCode.ShouldBe(0, check.ToString());
        check.Output.ShouldContain("Loyalty     ok");
        check.Output.ShouldContain(Queue);

        var misspelt = await _installation.Run("check", "--set", "Loyalty:BaseUri=http://127.0.0.1:1");
        misspelt.ExitCode.ShouldBe(1);
        misspelt.ToString().ShouldContain("The section Loyalty of the settings has nothing called 'BaseUri'");

        var status = JsonDocument.Parse((await _installation.Run("status", "--output", "json")).Output).RootElement;
        status.GetProperty("systems").GetProperty("loyalty").GetProperty("calls").GetString().ShouldBe("Open");
        status.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString())
            .ShouldContain($"{Queue}_error");
    }

    /// <summary>Until the service knows: it looks once a second.</summary>
    private async Task Pause(string system)
    {
        var name = system == "loyalty" ? "Loyalty" : "Retail Pro";
        var before = Times();
        await _installation.Succeeds("pause", system, "--reason", "stocktaking");
        await Wait.Until(() => Times() > before, $"calls to {name} are paused");

        int Times() => _installation.Logs.Split($"Calls to {name} are paused").Length;
    }

    private static string SendSale(
        string orderNo,
        Action<System.Text.Json.Nodes.JsonObject>? change = null) => Sample.Order(orderNo, order =>
    {
        order["salesChannel"] = "POS";
        order["soldAtStore"] = "SVA11";
        change?.Invoke(order);
    });

    private static IEnumerable<string> SlipKeys(JsonElement shown) =>
        shown.GetProperty("transfers").EnumerateArray().Select(slip => $"retailpro/slip/{slip.GetProperty("slipNo")}")
            .Order(StringComparer.Ordinal);
}
