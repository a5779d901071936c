using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class When_many_orders_are_retried(ITestOutputHelper output)
{
    [Fact]
    public async Task each_is_tried_once_also_when_the_process_that_does_it_is_killed()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        var orders = Enumerable.Range(1, 60).Select(number => Sample.SingleStore($"{1000 + number}")).ToList();
        string[] numbers = [.. Enumerable.Range(1, 60).Select(number => $"{1000 + number}")];
        await installation.RetailPro.Refuses([.. numbers, "2001"]);
        var first = await installation.Serve();
        using var person = await ApiCaller.Of(installation, address, "operator", "ana");
        await installation.Publish(orders);
        await installation.Is("Failed", numbers);

        await installation.RetailPro.Refuses("2001");
        var preview = (await person.Send("POST", "/api/v1/retries", Retry(rate: 10, dryRun: true), "preview")).Is(200).Json;
        preview.GetProperty("orders").GetInt32().ShouldBe(60);
        (await person.Send("POST", "/api/v1/retries", new { reason = "mended", filter = new { } }, "none")).Is(400).Detail.ShouldStartWith("filter");
        // A script whose variable is empty.
        (await person.Send("POST", "/api/v1/retries", new { reason = "done", action = "Dismiss", filter = new { store = "" } }, "all")).Is(400)
            .Detail.ShouldStartWith("store is blank");
        var begun = (await person.Send("POST", "/api/v1/retries", Retry(rate: 10), "one")).Is(202);
        (await person.Send("POST", "/api/v1/retries", Retry(rate: 10), "one")).Is(202).Text.ShouldBe(begun.Text);
        var path = begun.Headers["Location"];
        // Failed after it was begun: not in it.
        await installation.Publish(Sample.SingleStore("2001"));
        await Wait.Until(async () => await Progress(person, path, "accepted") >= 5, "some orders are accepted");
        await first.Kill();
        (await installation.Database.Count("group_orders where state = 'Waiting'")).ShouldBeGreaterThan(0);

        await installation.Serve();
        await installation.Is("Completed", numbers);
        await Wait.Until(async () => (await person.Get(path)).Json.GetProperty("state").GetString() == "Done", "the retry has ended");
        (await Progress(person, path, "accepted")).ShouldBe(60);
        (await person.Get("/api/v1/retries")).Json.GetProperty("retries").GetArrayLength().ShouldBe(1);
        await installation.Is("Failed", "2001");
        await installation.RetailPro.NoFaults();
        await installation.Succeeds("orders", "retry", "2001", "--reason", "mended, too");
        await installation.Is("Completed", "2001");
        await installation.ShouldHaveInvoiced(OrderSet.Of([.. orders, Sample.SingleStore("2001")]).Expected);
        // Each was refused once and accepted once.
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(122);
        var audit = (await person.Get("/api/v1/audit?action=retry")).Json.GetProperty("entries");
        audit.EnumerateArray().Select(entry => entry.GetProperty("count").GetInt32()).ShouldBe([1, 60]);
    }

    [Fact]
    public async Task it_stops_by_itself_where_the_cause_is_not_mended_and_tells_whoever_watches()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve();
        using var person = await ApiCaller.Of(installation, address, "operator", "ana");
        await Failed(installation, 60);

        var begun = (await person.Send("POST", "/api/v1/retries", Retry(rate: 10), "one")).Is(202);
        using var watcher = await ApiCaller.Of(installation, address, "viewer", "screen");
        using var events = new StreamReader(await watcher.Open($"{begun.Headers["Location"]}/events"));
        var told = await events.ReadToEndAsync();

        told.ShouldContain("event: progress");
        told.ShouldContain("event: end");
        var end = JsonDocument.Parse(told.Split("event: end")[1].Split("data: ")[1].Split('\n')[0]).RootElement;
        end.GetProperty("state").GetString().ShouldBe("Stopped");
        end.GetProperty("stoppedBecause").GetString()!.ShouldContain("fail again");
        var failed = end.GetProperty("progress").GetProperty("failedAgain").GetInt32();
        failed.ShouldBeInRange(10, 30);
        var list = (await watcher.Get($"{begun.Headers["Location"]}/orders?outcome=failedagain&limit=5")).Is(200).Json;
        list.GetProperty("orders").GetArrayLength().ShouldBe(5);
        list.GetProperty("next").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task a_person_stops_it_and_the_rest_stays_as_it_was()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve();
        using var person = await ApiCaller.Of(installation, address, "operator", "ana");
        await Failed(installation, 40);
        await installation.RetailPro.NoFaults();

        var path = (await person.Send("POST", "/api/v1/retries", Retry(rate: 1), "one")).Is(202).Headers["Location"];
        await Wait.Until(async () => await Progress(person, path, "accepted") >= 1, "one order is accepted");
        var stopped = (await person.Send("DELETE", $"{path}?reason=enough")).Is(200).Json;

        stopped.GetProperty("state").GetString().ShouldBe("Stopped");
        stopped.GetProperty("stoppedBecause").GetString().ShouldBe("stopped by key ana: enough");
        (await installation.Database.Count("mt_doc_order where state = 'Failed'")).ShouldBeGreaterThan(20);
        var shown = await installation.Run("retries", "show", path.Split('/')[^1]);
        shown.Output.ShouldContain("Stopped: stopped by key ana: enough");
    }

    [Fact]
    public async Task the_command_with_a_filter_is_one_of_them_and_needs_no_service()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var service = await installation.Serve();
        var numbers = await Failed(installation, 3);
        await service.Stop();
        await installation.RetailPro.NoFaults();

        var retried = await installation.Run("orders", "retry", "--cause", "refused", "--reason", "mended", "--output", "json");

        retried.ExitCode.ShouldBe(0, retried.ToString());
        JsonDocument.Parse(retried.Output).RootElement.EnumerateArray().Select(order => order.GetProperty("orderNo").GetString()).ShouldBe(numbers, ignoreOrder: true);
        var list = JsonDocument.Parse((await installation.Run("retries", "list", "--output", "json")).Output).RootElement;
        list[0].GetProperty("meant").GetString().ShouldBe("--cause Refused");
        list[0].GetProperty("state").GetString().ShouldBe("Running");
        await installation.Serve();
        await installation.Is("Completed", numbers);
        await Wait.Until(
            async () => JsonDocument.Parse((await installation.Run("retries", "list", "--output", "json")).Output)
                .RootElement[0].GetProperty("state").GetString() == "Done",
            "the service has looked what became of them");
    }

    [Fact]
    public async Task of_orders_of_which_nothing_is_heard_the_rest_is_tried_all_the_same()
    {
        await using var installation = await Installation.Create(output.WriteLine, null, Installation.Hurried);
        var service = await installation.Serve();
        var numbers = await Failed(installation, 3);
        await service.Stop();

        // No process carries the commands out.
        var retried = await installation.Run("orders", "retry", "--cause", "refused", "--rate", "10", "--reason", "mended", "--output", "json");

        retried.ExitCode.ShouldBe(0, retried.ToString());
        JsonDocument.Parse(retried.Output).RootElement.GetArrayLength().ShouldBe(3);
        (await installation.Database.Count("group_orders where state = 'Decided'")).ShouldBe(3);
    }

    /// <summary>Orders of one store from 1001 on, which Retail Pro refuses.</summary>
    private static async Task<string[]> Failed(Installation installation, int count)
    {
        string[] numbers = [.. Enumerable.Range(1001, count).Select(number => $"{number}")];
        await installation.RetailPro.Refuses(numbers);
        await installation.Publish(numbers.Select(number => Sample.SingleStore(number)));
        await installation.Is("Failed", numbers);
        return numbers;
    }

    private static object Retry(int rate, bool dryRun = false) => new { reason = "mended", filter = new { cause = "Refused" }, rate, dryRun };

    private static async Task<int> Progress(ApiCaller caller, string path, string what) =>
        (await caller.Get(path)).Is(200).Json.GetProperty("progress").GetProperty(what).GetInt32();
}
