using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class When_programs_use_the_API(ITestOutputHelper output)
{
    [Fact]
    public async Task an_order_is_handed_in_found_and_its_failure_cured()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.RetailPro.Refuses("1001");
        await installation.Serve();
        using var shop = await ApiCaller.Of(installation, address, "operator", "shop");

        var handedIn = (await shop.Send("POST", "/api/v1/orders", JsonDocument.Parse(Sample.Order("1001")).RootElement)).Is(202);
        handedIn.Headers["Location"].ShouldBe("/api/v1/orders/1001");
        await installation.Is("Failed", "1001");

        var shown = (await shop.Get("/api/v1/orders/1001")).Is(200);
        shown.Json.GetProperty("state").GetString().ShouldBe("Failed");
        // That people were told is noted in the order, too.
        await Wait.Until(
            async () =>
            {
                var tag = (await shop.Get("/api/v1/orders/1001")).Headers["ETag"];
                return (await shop.Send("GET", "/api/v1/orders/1001", null, null, ("If-None-Match", tag))).Status == 304;
            },
            "the order stays as it is");
        var list = (await shop.Get("/api/v1/orders?state=failed&cause=refused")).Is(200).Json;
        list.GetProperty("orders")[0].GetProperty("orderNo").GetString().ShouldBe("1001");
        list.GetProperty("totals").GetProperty("Failed").GetInt32().ShouldBe(1);
        var cause = (await shop.Get("/api/v1/failures")).Is(200).Json.GetProperty("causes")[0];
        cause.GetProperty("cause").GetString().ShouldBe("Refused");
        cause.GetProperty("orders").GetInt32().ShouldBe(1);
        cause.GetProperty("example").GetString().ShouldBe("1001");
        cause.GetProperty("whatToDo").GetArrayLength().ShouldBeGreaterThan(0);

        await installation.RetailPro.NoFaults();
        (await shop.Send("POST", "/api/v1/orders/1001/retry", new { reason = "mended" }, once: null)).Is(400)
            .Detail.ShouldContain("Idempotency-Key");
        (await shop.Send("POST", "/api/v1/orders/1001/retry", new { }, once: "a")).Is(400).Detail.ShouldStartWith("reason must say why");
        (await shop.Send("POST", "/api/v1/orders/1001/retry", new { reason = "mended" }, "a", ("If-Match", "\"1\""))).Is(412);
        var retried = (await shop.Send("POST", "/api/v1/orders/1001/retry", new { reason = "mended" }, "a")).Is(200);
        await installation.Is("Completed", "1001");

        // The answer was lost, and the same is asked for again.
        var again = (await shop.Send("POST", "/api/v1/orders/1001/retry", new { reason = "mended" }, "a")).Is(200);
        again.Text.ShouldBe(retried.Text);
        again.Headers["Idempotency-Replayed"].ShouldBe("true");
        (await shop.Send("POST", "/api/v1/orders/1001/hold", new { reason = "mended" }, "a")).Is(422).Detail.ShouldContain("another request");
        (await shop.Send("POST", "/api/v1/orders/1001/retry", new { reason = "mended" }, "b")).Is(409).Detail.ShouldContain("1001");
        (await shop.Get("/api/v1/orders/1002")).Is(404).Detail.ShouldContain("1002");

        var timeline = (await installation.Show("1001")).GetProperty("timeline").EnumerateArray();
        timeline.Single(item => item.GetProperty("what").GetString() == "retry").GetProperty("by").GetString().ShouldBe("key shop");
        var noted = (await shop.Get("/api/v1/audit?target=1001&action=retry")).Is(200).Json.GetProperty("entries").EnumerateArray().Single();
        noted.GetProperty("action").GetString().ShouldBe("retry");
        noted.GetProperty("via").GetString().ShouldBe("api");
        noted.GetProperty("from").GetString().ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task personal_data_is_seen_by_those_who_say_why_and_that_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"));
        await installation.Is("Completed", "1001");
        using var viewer = await ApiCaller.Of(installation, address, "viewer");
        using var person = await ApiCaller.Of(installation, address, "operator", "ana");

        (await viewer.Get("/api/v1/orders/1001")).Is(200).Text.ShouldNotContain("\"request\"");
        (await viewer.Send("POST", "/api/v1/orders/1001/reveal", new { reason = "curious" })).Is(403);
        (await person.Send("POST", "/api/v1/orders/1001/reveal", new { reason = "the customer asks" })).Is(200).Text.ShouldContain("\"request\"");
        (await viewer.Get("/api/v1/audit?action=reveal")).Is(200).Json.GetProperty("entries")[0].GetProperty("by").GetString().ShouldBe("key ana");
    }

    [Fact]
    public async Task a_system_is_paused_and_resumed()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve();
        using var person = await ApiCaller.Of(installation, address, "operator", "ana");

        (await person.Send("POST", "/api/v1/systems/retailpro/pause", new { reason = "maintenance" }, "p1")).Is(200)
            .Json.GetProperty("calls").GetString().ShouldBe("Paused");
        (await person.Send("POST", "/api/v1/systems/sap/pause", new { reason = "maintenance" }, "p2")).Is(404).Detail.ShouldContain("retailpro");
        await installation.Publish(Sample.Order("1001"));
        await installation.Is("Invoicing", "1001");
        (await person.Get("/api/v1/status")).Is(200).Json.GetProperty("unfinished")[0].GetProperty("count").GetInt32().ShouldBe(1);
        (await person.Send("POST", "/api/v1/systems/retailpro/resume", new { reason = "done" }, "p3")).Is(200);
        await installation.Is("Completed", "1001");
        (await person.Get("/api/v1/audit?target=retailpro")).Json.GetProperty("entries").GetArrayLength().ShouldBe(2);

        // The answer was lost, and somebody has paused again before the same request comes once more.
        await installation.Succeeds("pause", "retailpro", "--reason", "still broken");
        (await person.Send("POST", "/api/v1/systems/retailpro/resume", new { reason = "done" }, "p3")).Is(200)
            .Headers["Idempotency-Replayed"].ShouldBe("true");
        (await person.Get("/api/v1/systems")).Json.GetProperty("systems").EnumerateArray()
            .Single(system => system.GetProperty("name").GetString() == "retailpro").GetProperty("calls").GetString().ShouldBe("Paused");
    }

    [Theory]
    [InlineData("/api/v1/orders?state=lost", "state: 'lost' is none of")]
    [InlineData("/api/v1/orders?cause=7", "cause: '7' is none of")]
    [InlineData("/api/v1/orders?limit=0", "limit is 0: 1 to 500")]
    [InlineData("/api/v1/orders?since=yesterday", "since: 'yesterday' is no time")]
    [InlineData("/api/v1/orders?after=nowhere", "after: the whole text is expected")]
    public async Task what_is_wrong_with_a_request_is_named(string path, string detail)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "api");
        using var viewer = await ApiCaller.Of(installation, address, "viewer");

        var refused = (await viewer.Get(path)).Is(400);
        refused.Headers["Content-Type"].ShouldBe("application/problem+json");
        refused.Detail.ShouldStartWith(detail);
        refused.Json.GetProperty("type").GetString().ShouldBe("urn:invoicing:problem:bad-request");
    }

    [Fact]
    public async Task the_description_is_the_one_that_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "api");
        using var viewer = await ApiCaller.Of(installation, address, "viewer");

        var now = (await viewer.Get("/openapi/v1.json")).Is(200).Text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Repository.Path("docs/openapi.json");
        if (Environment.GetEnvironmentVariable("INVOICING_RENEW_GOLDENS") == "1")
        {
            await File.WriteAllTextAsync(path, now);
        }

        (await File.ReadAllTextAsync(path)).ShouldBe(now, "INVOICING_RENEW_GOLDENS=1 writes it anew");
    }
}
