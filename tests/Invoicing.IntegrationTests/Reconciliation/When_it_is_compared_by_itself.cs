using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.IntegrationTests.EndToEnd;
using Invoicing.IntegrationTests.Http;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Reconciliation;

[Trait("Takes", "long")]
public sealed class When_it_is_compared_by_itself(ITestOutputHelper output) : IAsyncLifetime
{
    private Installation _installation = null!;

    public async Task InitializeAsync() => _installation = await Installation.Create(output.WriteLine);

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task a_list_among_the_feeds_is_compared_and_no_order_is_taken_from_it()
    {
        var feeds = new Feeds(_installation);
        feeds.Use();
        _installation.Set(("Reconciliation__Files", "Completed-*"), ("Reconciliation__DailyAt", ""));
        await _installation.Serve();
        await _installation.Publish(Sample.SingleStore("1001"));
        await _installation.Is("Completed", "1001");

        await feeds.Put("completed-2026-03-06.csv", "orderNo;total;store\n1001;152,50;SVA11\n9001;10;\n");

        await Wait.Until(() => File.Exists(feeds.In("done", "completed-2026-03-06.csv")), "the list is compared");
        var shown = string.Join(' ', (await _installation.Run("feeds", "show", "completed-2026-03-06.csv")).Output
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        shown.ShouldContain("a list of 2 completed orders");
        shown.ShouldContain("1 completed at the OMS, never received");
        (await Newest()).GetProperty("differences").EnumerateArray().Select(kind => kind.GetProperty("kind").GetString())
            .ShouldBe(["Unreadable", "NeverReceived", "StoreDiffers"], ignoreOrder: true);
        (await _installation.Database.Count("mt_doc_order")).ShouldBe(1);
        // A list that is none is told as any other file, and the next one is compared.
        await feeds.Put("completed-2026-03-07.csv", "number,amount\n1,2\n");
        await Wait.Until(() => File.Exists(feeds.In("rejected", "completed-2026-03-07.csv")), "what is no list is rejected");
    }

    [Fact]
    [Produces(NoticeKind.NoOrders)]
    public async Task a_channel_that_is_silent_is_told_at_once_and_the_documented_cure_names_what_never_came()
    {
        var failure = new DocumentedFailure(_installation, NoticeKind.NoOrders, "ECOM");
        _installation.Set(("Reconciliation__Silence__ECOM", "0.1"), ("Reconciliation__DailyAt", ""));
        var process = await _installation.Serve();

        (await failure.Looks("No order of the channel ECOM has come for 0.1 business hours")).Body.ShouldContain("invoicing reconcile");

        failure.Says("invoicing reconcile FILE");
        var list = Path.Combine(_installation.Folder, "completed.json");
        await File.WriteAllTextAsync(list, """[{"orderNo":"1001","total":152.50}]""");
        (await _installation.Run("reconcile", list)).Output.ShouldContain("completed at the OMS, never received");
        await _installation.Publish(Sample.SingleStore("1001"));
        await _installation.Is("Completed", "1001");
        (await _installation.Run("reconcile", list)).ExitCode.ShouldBe(0);
        // Orders come again: nothing more is told, also by a process that knows nothing of it.
        await process.Stop();
        await _installation.Serve();
        await Wait.Until(() => _installation.Logs.Contains("Application started", StringComparison.Ordinal), "it runs");
        (await _installation.Database.Count("mt_doc_notice where data ->> 'kind' = 'NoOrders'")).ShouldBe(1);
    }

    [Fact]
    public async Task our_own_books_are_looked_through_every_day_and_the_summary_tells_what_was_found()
    {
        _installation.Set(("Reconciliation__DailyAt", ""));
        await _installation.RetailPro.Refuses("1001");
        var process = await _installation.Serve();
        await _installation.Publish(Sample.SingleStore("1001"), Sample.SingleStore("1002"));
        await _installation.Is("Failed", "1001");
        await _installation.Is("Completed", "1002");
        await process.Stop();
        await _installation.Database.Rows("update mt_doc_order set mt_created_at = mt_created_at - interval '25 hours' where order_no = '1001'");

        _installation.Set(("Reconciliation__DailyAt", "00:00"));
        process = await _installation.Serve();
        await Wait.Until(async () => await Reports() is [var report] && report.GetProperty("endedAt").GetString() is not null, "the books are read");
        await process.Stop();
        // A summary tells of what had ended a minute before it.
        await _installation.Database.Rows(
            "update mt_doc_reconciliation set data = jsonb_set(data, '{endedAt}', to_jsonb(now() - interval '5 minutes'))");
        _installation.Set(("Mail__DailyAt", "00:00"));
        await _installation.Serve();

        var mail = await Wait.For(
            () => Task.FromResult(_installation.Mails.All().FirstOrDefault(mail => mail.Body.Contains("Our own books", StringComparison.OrdinalIgnoreCase))), "the summary tells of it");
        mail.Body.ShouldContain("1 received, and waiting for a person, 152.50 USD");
        // Once a day, whatever is restarted.
        (await Reports()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_program_hands_in_the_list_and_reads_what_differs()
    {
        var address = _installation.ServesHttp();
        _installation.Set(("Reconciliation__DailyAt", ""));
        await _installation.Serve();
        await _installation.Publish(Sample.SingleStore("1001"));
        await _installation.Is("Completed", "1001");
        using var caller = await ApiCaller.Of(_installation, address, "operator");
        object list = JsonNode.Parse("""[{"orderNo":"1001","total":152.5},{"orderNo":"9001","total":10},{"orderNo":"9002","total":5}]""")!;

        var made = await caller.Send("POST", "/api/v1/reconciliations?name=completed.json", list);

        made.Status.ShouldBe(201, made.Text);
        var path = made.Headers["Location"];
        var report = JsonDocument.Parse((await caller.Get(path)).Text).RootElement;
        (report.GetProperty("listed").GetInt32(), report.GetProperty("agreeing").GetInt32()).ShouldBe((3, 1));
        var rows = JsonDocument.Parse((await caller.Get($"{path}/differences?kind=NeverReceived&limit=1")).Text).RootElement;
        rows.GetProperty("differences")[0].GetProperty("orderNo").GetString().ShouldBe("9001");
        rows = JsonDocument.Parse((await caller.Get($"{path}/differences?after={rows.GetProperty("next")}")).Text).RootElement;
        rows.GetProperty("differences")[0].GetProperty("orderNo").GetString().ShouldBe("9002");
        (await caller.Get($"{path}/differences.csv")).Text.Trim().Split('\n').Length.ShouldBe(3);
        (await caller.Send("POST", "/api/v1/reconciliations", "what is this")).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(400), answer => answer.Text.ShouldContain("The list cannot be used"));
        (await caller.Send("POST", "/api/v1/reconciliations?after=-1")).Status.ShouldBe(400);
        (await caller.Get($"{path}/differences?kind=Nothing")).Status.ShouldBe(400);
        (await caller.Get($"/api/v1/reconciliations/{Guid.NewGuid()}")).Status.ShouldBe(404);
        // Without a list our own books.
        JsonDocument.Parse((await caller.Send("POST", "/api/v1/reconciliations")).Text).RootElement.GetProperty("list").ValueKind
            .ShouldBe(JsonValueKind.Null);
    }

    private async Task<JsonElement> Newest() => (await Reports())[0];

    private async Task<IReadOnlyList<JsonElement>> Reports() =>
        [.. JsonDocument.Parse((await _installation.Run("reconcile", "list", "--output", "json")).Output).RootElement.EnumerateArray()];
}
