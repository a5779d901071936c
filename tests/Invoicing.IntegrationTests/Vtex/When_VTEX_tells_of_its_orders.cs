using Invoicing.Harness;
using Invoicing.IntegrationTests.EndToEnd;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The contract's scenario 32, and what else its section 4 says of the feed.</summary>
[Trait("Takes", "long")]
public sealed class When_VTEX_tells_of_its_orders(ITestOutputHelper output) : IntakeTest(output)
{
    private const string Unwanted = "payment-pending";

    /// <summary>
    /// 25 events: 20 different ones, three of them of a state that is not wanted, and five that come twice. The process is killed after
    /// the seventh commit, with events that are stored and not committed, looked into or not.
    /// </summary>
    [Fact]
    public async Task each_order_is_looked_into_once_and_every_handle_is_committed_though_the_process_is_killed()
    {
        await Vtex.Behaves("""{"feedRepeatEvery":4,"feedVisibilityMs":2000,"feedShuffled":true,"seed":5}""");
        await Vtex.ConfigureFeed("ready-for-handling", "handling", "invoiced", "canceled", Unwanted);
        ReadsFeed();
        var process = await Installation.Serve();
        // Else the list may tell of the first orders, too.
        await Wait.Until(
            async () => await Installation.Database.Count("mt_doc_marketplace_account where data ->> 'sweptAt' is not null") == 1,
            "the list of orders was gone through");
        var numbers = Enumerable.Range(1001, 20).Select(number => $"{number}").ToList();
        foreach (var number in numbers.Take(7))
        {
            await Put(number);
            await Wait.Until(async () => await Vtex.Uncommitted() == 0, $"what was told of {number} is committed");
        }

        (await Vtex.Calls("commit")).ShouldBeGreaterThanOrEqualTo(7);
        await Vtex.Faults("""
            {"rules":[
              {"operation":"commit","kind":"cut"},
              {"operation":"get","kind":"status","status":500,"orderId":"v1019acme-01"},
              {"operation":"get","kind":"status","status":500,"orderId":"v1020acme-01"}]}
            """);
        foreach (var number in numbers.Skip(7))
        {
            await Put(number, number is "1010" or "1013" or "1016" ? Unwanted : "ready-for-handling");
        }

        (await Vtex.Uncommitted()).ShouldBe(13 + 4);
        await Wait.Until(
            async () => await Installation.Database.Count("mt_doc_marketplace_order") == 15
                && await Installation.Database.Count("mt_doc_marketplace_event") == 2,
            "15 orders are looked into, and two cannot be");
        await process.Kill();
        (await Vtex.Uncommitted()).ShouldBe(13 + 4);

        await Vtex.Faults("{}");
        await Installation.Serve();
        await Wait.Until(async () => await Vtex.Uncommitted() == 0, "every handle is committed");
        await Knows(17);

        var looks = await Vtex.Looks();
        numbers.Where(number => looks[TestVtex.IdOf(number)].Count() != (number is "1010" or "1013" or "1016" ? 0 : 1)).ShouldBeEmpty();
        // The filter is not ours: told once, also by the second process.
        (await Installation.Database.Count(Told)).ShouldBe(1);
        (await Vtex.Ledger()).GetProperty("calls").EnumerateArray()
            .Where(call => call.GetProperty("operation").GetString() == "commit" && call.TryGetProperty("status", out _))
            .Select(call => call.GetProperty("status").GetInt32()).Distinct().ShouldBe([200]);
    }

    [Fact]
    public async Task an_order_is_seen_handled_and_invoiced_and_what_others_do_shows()
    {
        ReadsFeed(("Vtex__Feed__Manage", "true"));
        await Installation.Serve();
        await Wait.Until(async () => await Vtex.Configuration() is not null, "the feed is configured");
        await Put("1001", "ready-for-handling");
        await Put("1002");
        await Put("1003");
        await Put("1004");
        await Are("seen", 4);
        var oldest = (await Status()).GetProperty("neverSent")[0];
        oldest.GetProperty("orderId").GetString().ShouldBe(TestVtex.IdOf("1001"));

        await Vtex.Is("1003", "invoiced");
        await Vtex.Is("1004", "canceled");
        await Vtex.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":503}]}""");
        await Installation.Publish(TestVtex.Order("1001"));
        await Are("handling", 1);
        await Vtex.Faults("{}");
        await Installation.Is("Completed", "1001");

        await Are("invoicedHere", 1);
        await Are("invoicedElsewhere", 1);
        await Are("cancelled", 1);
        await Are("seen", 1);
        (await Installation.Show("1001")).GetProperty("marketplace").GetProperty("integration").GetString().ShouldBe("InvoicedHere");
        (await Installation.Run("orders", "show", "1001")).Output.ShouldContain($"invoiced here: order {TestVtex.IdOf("1001")} of acme");
        var text = (await Installation.Run("vtex", "status")).Output;
        text.ShouldContain(TestVtex.IdOf("1002"));
        text.ShouldNotContain(TestVtex.IdOf("1001"));
        (await Installation.Run("vtex", "status", "--account", "other")).Output.ShouldContain("told nothing");
        // A feed that is made for the first time is nothing to tell anybody.
        await Installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task what_no_event_told_of_is_found_in_the_list()
    {
        await Put("1001");
        await Put("1002", "invoiced");
        await Vtex.ConfigureFeed("handling");
        ReadsFeed(("Vtex__Feed__SweepInterval", "00:00:00.500"));
        await Installation.Serve();
        await Knows(1);

        (await Status()).GetProperty("accounts")[0].GetProperty("foundBySweeps").GetInt32().ShouldBe(1);
        await Are("seen", 1);
        await Put("1003");
        await Knows(2);

        // This filter tells nothing of that either, but the list has the order no more.
        await Vtex.Is("1001", "canceled");
        await Are("cancelled", 1);
    }

    [Fact]
    public async Task a_configuration_that_vanishes_is_told_once_and_written_anew()
    {
        ReadsFeed(("Vtex__Feed__Manage", "true"));
        await Installation.Serve();
        await Wait.Until(async () => await Vtex.Configuration() is not null, "the feed is configured");
        await LooksAtConfiguration(2);
        await Vtex.LosesConfiguration();
        await Wait.Until(async () => await Vtex.Configuration() is not null, "it is written anew");
        await Put("1001");
        await Knows(1);
        await LooksAtConfiguration(2);

        (await Vtex.Configuration())!.Value.GetProperty("filter").GetProperty("type").GetString().ShouldBe("FromWorkflow");
        (await Installation.Database.Count(Told)).ShouldBe(1);
    }

    [Fact]
    public async Task another_filter_than_ours_is_told_and_written_anew()
    {
        await Vtex.ConfigureFeed("canceled");
        ReadsFeed(("Vtex__Feed__Manage", "true"));
        await Installation.Serve();
        await Wait.Until(
            async () => (await Vtex.Configuration())!.Value.GetProperty("filter").GetProperty("status").GetArrayLength() == 4,
            "the filter is ours");
        await Put("1001");
        await Knows(1);

        (await Installation.Database.Rows($"select data ->> 'message' from {Told}")).ShouldHaveSingleItem()[0].ShouldBeOfType<string>()
            .ShouldContain("its filter has the states canceled");
    }

    [Fact]
    [Produces(NoticeKind.EventsFaulted)]
    public async Task the_documented_cure_of_a_configuration_that_is_missing_is_to_have_it_written()
    {
        ReadsFeed();
        var failure = new DocumentedFailure(Installation, NoticeKind.EventsFaulted);
        var process = await Installation.Serve();
        (await failure.Looks("no configuration of the feed")).Body.ShouldContain("Vtex:Feed:Manage");
        await LooksAtConfiguration(3);
        (await Installation.Database.Count(Told)).ShouldBe(1);

        await process.Stop();
        failure.Says("`Vtex:Feed:Manage`");
        Installation.Set(("Vtex__Feed__Manage", "true"));
        await Installation.Serve();
        await Wait.Until(async () => await Vtex.Configuration() is not null, "the feed is configured");
        await LooksAtConfiguration(1);

        (await failure.IsCuredBy("invoicing vtex status")).Output.ShouldNotContain("no configuration");
        await Put("1001");
        await Knows(1);
    }

    [Fact]
    public async Task a_key_that_may_not_read_the_feed_is_told_and_what_it_lacks()
    {
        await Vtex.Behaves("""{"accounts":[{"account":"acme","missingResources":["Feed v3 and Hook Admin"]}]}""");
        ReadsFeed();
        await Installation.Serve();

        await Wait.Until(async () => await Installation.Database.Count(Told) == 1, "it is told");
        var account = (await Status()).GetProperty("accounts")[0];
        account.GetProperty("troubles")[0].GetProperty("problem").GetString()!.ShouldContain("*Feed v3 and Hook Admin*");
    }

    [Fact]
    public async Task a_configuration_that_VTEX_refuses_is_told_with_what_to_do()
    {
        // The look at the configuration comes before it is written.
        await Vtex.Faults("""
            {"rules":[
              {"operation":"feed","kind":"delay","delayMs":1,"times":1},
              {"operation":"feed","kind":"status","status":409,"times":1}]}
            """);
        ReadsFeed(("Vtex__Feed__Manage", "true"), ("Vtex__Feed__CheckInterval", "01:00:00"));
        var process = await Installation.Serve();
        await Wait.Until(async () => await Installation.Database.Count(Told) == 1, "it is told");
        (await Status()).GetProperty("accounts")[0].GetProperty("troubles")[0].GetProperty("problem").GetString()!
            .ShouldContain("DELETE /api/orders/feed/config");

        await process.Stop();
        await Installation.Serve();
        await Wait.Until(async () => await Vtex.Configuration() is not null, "the next start writes it");
        await Put("1001");
        await Knows(1);
        (await Status()).GetProperty("accounts")[0].GetProperty("troubles").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task nothing_is_asked_while_calls_are_paused()
    {
        await Vtex.ConfigureFeed("ready-for-handling", "handling", "invoiced", "canceled");
        await Put("1001");
        ReadsFeed();
        await Installation.Succeeds("pause", "vtex", "--reason", "VTEX is being mended");
        var before = await Vtex.Calls("feed");
        await Installation.Serve();
        await Installation.Publish(Sample.Order("1002"));
        await Installation.Is("Completed", "1002");
        (await Vtex.Calls("feed"), await Vtex.Calls("get")).ShouldBe((before, 0));

        await Installation.Succeeds("resume", "vtex", "--reason", "mended");

        await Knows(1);
    }

    [Fact]
    public async Task an_order_that_VTEX_does_not_show_is_unknown_and_holds_up_no_other()
    {
        await Vtex.ConfigureFeed("ready-for-handling", "handling", "invoiced", "canceled");
        await Vtex.Faults("""{"rules":[{"operation":"get","kind":"status","status":404,"orderId":"v1001acme-01"}]}""");
        await Put("1001");
        await Put("1002");
        ReadsFeed();
        await Installation.Serve();

        await Knows(2);
        await Are("unknown", 1);
        await Are("seen", 1);
    }
}
