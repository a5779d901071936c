using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_a_feed_is_read
{
    private const string Feed = "/api/orders/feed";
    private const string Config = $"{Feed}/config";
    private const string Workflow =
        """{"filter":{"type":"FromWorkflow","status":["ready-for-handling","handling"]},"queue":{"visibilityTimeoutInSeconds":240,"MessageRetentionPeriodInSeconds":345600}}""";

    [Fact]
    public async Task each_change_of_status_that_the_filter_names_is_an_event()
    {
        await using var vtex = await WithFeed();

        await vtex.Put("payment-pending");
        await vtex.Patch("""{"status":"ready-for-handling"}""");
        await vtex.Patch("""{"cancelReason":"none"}""");
        await vtex.Patch("""{"status":"handling"}""");
        await vtex.Put("handling", account: "store2");

        var events = await Read(vtex);
        events.Select(Change).ShouldBe(["payment-pending > ready-for-handling", "ready-for-handling > handling"]);
        events[0].GetProperty("orderId").GetString().ShouldBe(SimulatedVtex.OrderId);
    }

    [Fact]
    public async Task what_is_not_committed_comes_again_after_the_timeout()
    {
        await using var vtex = await WithFeed();
        await vtex.Put("handling", "v1-01");
        await vtex.Put("handling", "v2-01");
        var first = await Read(vtex);

        await Commit(vtex, Handle(first[0]));
        (await Read(vtex)).ShouldBeEmpty();
        vtex.Clock.Advance(TimeSpan.FromSeconds(240));
        var again = await Read(vtex);

        again.ShouldHaveSingleItem().GetProperty("orderId").GetString().ShouldBe("v2-01");
        again[0].GetProperty("eventId").GetString().ShouldBe(first[1].GetProperty("eventId").GetString());
        await Commit(vtex, Handle(first[1]));
        vtex.Clock.Advance(TimeSpan.FromSeconds(240));
        (await Read(vtex)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_setting_shortens_the_timeout()
    {
        await using var vtex = await WithFeed("""{"feedVisibilityMs":0}""");
        await vtex.Put("handling");

        (await Read(vtex)).ShouldHaveSingleItem();
        (await Read(vtex)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task events_may_repeat()
    {
        await using var vtex = await WithFeed("""{"feedRepeatEvery":4}""");
        for (var order = 0; order < 20; order++)
        {
            await vtex.Put("handling", $"v{order}-01");
        }

        var events = new List<JsonElement>();
        foreach (var length in new[] { 10, 10, 5, 0 })
        {
            var read = await Read(vtex);
            read.Length.ShouldBe(length);
            events.AddRange(read);
        }

        events.Count.ShouldBe(25);
        events.DistinctBy(told => told.GetProperty("orderId").GetString()).Count().ShouldBe(20);
        events.DistinctBy(Handle).Count().ShouldBe(25);
        (await vtex.Order(Config)).GetProperty("quantity").GetInt32().ShouldBe(25);
        await Commit(vtex, [.. events.Select(Handle)]);
        (await vtex.Order(Config)).GetProperty("quantity").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task and_come_in_another_order()
    {
        await using var vtex = await WithFeed("""{"feedShuffled":true,"seed":7}""");
        for (var order = 0; order < 10; order++)
        {
            await vtex.Put("handling", $"v{order}-01");
        }

        var orders = (await Read(vtex)).Select(told => told.GetProperty("orderId").GetString()!).ToList();

        orders.ShouldBe(Enumerable.Range(0, 10).Select(order => $"v{order}-01"), ignoreOrder: true);
        orders.ShouldNotBe(Enumerable.Range(0, 10).Select(order => $"v{order}-01"));
    }

    [Theory]
    [InlineData("false", 1)]
    [InlineData("true", 2)]
    public async Task a_filter_of_orders_may_let_an_order_through_once(string disableSingleFire, int count)
    {
        await using var vtex = await WithFeed(
            config: $$$"""{"filter":{"type":"FromOrders","expression":"true","disableSingleFire":{{{disableSingleFire}}}},"queue":{"visibilityTimeoutInSeconds":240,"MessageRetentionPeriodInSeconds":345600}}""");

        await vtex.Put("ready-for-handling");
        await vtex.Patch("""{"status":"handling"}""");

        (await Read(vtex)).Length.ShouldBe(count);
    }

    [Theory]
    [InlineData("?maxlot=0")]
    [InlineData("?maxlot=11")]
    [InlineData("?maxlot=all")]
    [InlineData("")]
    public async Task a_read_takes_one_to_ten(string query)
    {
        await using var vtex = await WithFeed();

        (await vtex.Http.GetAsync(Feed + query)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_commit_of_nothing_is_refused()
    {
        await using var vtex = await WithFeed();

        var answer = await vtex.Send(HttpMethod.Post, Feed, """{"handles":[]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe("OMS001 handles needs at least one entry");
        await Commit(vtex, "unknown");
    }

    [Fact]
    public async Task without_a_configuration_there_is_none()
    {
        await using var vtex = await SimulatedVtex.Start();

        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Get, $"{Feed}?maxlot=1", null), (HttpMethod.Post, Feed, """{"handles":["1"]}"""), (HttpMethod.Get, Config, null),
            (HttpMethod.Delete, Config, null),
        })
        {
            (await vtex.Send(method, path, body)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task it_belongs_to_one_key_and_can_be_deleted()
    {
        await using var vtex = await WithFeed();
        (await vtex.Order(Config)).GetProperty("filter").GetProperty("type").GetString().ShouldBe("FromWorkflow");

        vtex.Http.DefaultRequestHeaders.Remove("X-VTEX-API-AppKey");
        vtex.Http.DefaultRequestHeaders.Add("X-VTEX-API-AppKey", "another");
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        vtex.Http.DefaultRequestHeaders.Remove("X-VTEX-API-AppKey");
        vtex.Http.DefaultRequestHeaders.Add("X-VTEX-API-AppKey", "vtexappkey-acme-TEST");

        (await vtex.Http.DeleteAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task the_configuration_vanishes_when_no_event_comes()
    {
        await using var vtex = await WithFeed();

        vtex.Clock.Advance(TimeSpan.FromSeconds(345_600));
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.OK);
        vtex.Clock.Advance(TimeSpan.FromSeconds(1));
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("\"status\":[\"ready-for-handling\",\"handling\"]", "\"status\":[\"handling\"],\"expression\":\"true\"", 409)]
    [InlineData("\"FromWorkflow\",", "\"FromOrders\",\"expression\":\"true\",", 409)]
    [InlineData("\"FromWorkflow\",", "\"FromOrders\",", 400)]
    [InlineData("\"FromWorkflow\"", "\"FromEverywhere\"", 400)]
    [InlineData("[\"ready-for-handling\",\"handling\"]", "[]", 400)]
    [InlineData("345600", "345599", 400)]
    public async Task a_wrong_configuration_is_refused(string right, string wrong, int status)
    {
        await using var vtex = await SimulatedVtex.Start();

        var answer = await vtex.Send(HttpMethod.Post, Config, Workflow.Replace(right, wrong, StringComparison.Ordinal));

        ((int)answer.StatusCode).ShouldBe(status);
    }

    private static async Task<SimulatedVtex> WithFeed(string settings = "{}", string config = Workflow)
    {
        var vtex = await SimulatedVtex.Start(settings);
        (await vtex.Send(HttpMethod.Post, Config, config)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return vtex;
    }

    private static async Task<JsonElement[]> Read(SimulatedVtex vtex) => [.. (await vtex.Order($"{Feed}?maxlot=10")).EnumerateArray()];

    private static async Task Commit(SimulatedVtex vtex, params string[] handles) =>
        (await vtex.Send(HttpMethod.Post, Feed, JsonSerializer.Serialize(new { handles }))).StatusCode.ShouldBe(HttpStatusCode.OK);

    private static string Handle(JsonElement told) => told.GetProperty("handle").GetString()!;

    private static string Change(JsonElement told) => $"{told.GetProperty("lastState")} > {told.GetProperty("state")}";
}
