using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.RetailPro;

public sealed class When_faults_are_set
{
    [Fact]
    public async Task status_answers_without_effect()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"operation":"invoice","kind":"status","status":503,"retryAfterSeconds":2}]}""");

        var answer = await retailPro.Invoice("1042");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await retailPro.InvoicedOrders()).ShouldBeEmpty();
        (await retailPro.Calls("invoice")).ShouldBe("1/0/0");
        (await retailPro.Fired()).ShouldBe(1);
    }

    [Fact]
    public async Task delay_answers_late_with_effect()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"delay","delayMs":150}]}""");

        var watch = Stopwatch.StartNew();
        var answer = await retailPro.Invoice("1042");

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(140));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retailPro.InvoicedOrders()).ShouldBe(["1042"]);
        (await retailPro.Fired()).ShouldBe(1);
    }

    [Fact]
    public async Task applied_then_timeout_gives_no_answer_though_it_was_done()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"appliedThenTimeout","delayMs":100}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => retailPro.Invoice("1042"));

        (await retailPro.InvoicedOrders()).ShouldBe(["1042"]);
        (await retailPro.Fired()).ShouldBe(1);
    }

    [Fact]
    public async Task a_held_request_does_not_hold_up_the_stop()
    {
        var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"appliedThenTimeout"}]}""");
        var held = retailPro.Invoice("1042");
        while (await retailPro.Fired() == 0)
        {
        }

        var watch = Stopwatch.StartNew();
        await retailPro.DisposeAsync();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await Should.ThrowAsync<Exception>(() => held);
    }

    [Theory]
    [InlineData("cut", new string[0])]
    [InlineData("appliedThenCut", new[] { "1042" })]
    public async Task cut_gives_no_answer(string kind, string[] invoiced)
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults($$"""{"rules":[{"kind":"{{kind}}"}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => retailPro.Invoice("1042"));

        (await retailPro.InvoicedOrders()).ShouldBe(invoiced);
        (await retailPro.Calls("invoice")).ShouldStartWith("1/");
        (await retailPro.Fired()).ShouldBe(1);
    }

    [Fact]
    public async Task bad_json_is_done_but_cannot_be_read()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"badJson"}]}""");

        var answer = await retailPro.Invoice("1042");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Should.Throw<JsonException>(() => JsonDocument.Parse(answer.Content.ReadAsStringAsync().Result));
        (await retailPro.InvoicedOrders()).ShouldBe(["1042"]);
        (await retailPro.Fired()).ShouldBe(1);
        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("saysNo", new string[0])]
    [InlineData("unclear", new string[0])]
    [InlineData("appliedThenUnclear", new[] { "1042" })]
    public async Task odd_answers_have_a_status_of_success(string kind, string[] invoiced)
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults($$"""{"rules":[{"kind":"{{kind}}","body":"no","contentType":"text/plain","status":202}]}""");

        var answer = await retailPro.Invoice("1042");

        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.Accepted, "text/plain"));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("no");
        (await retailPro.InvoicedOrders()).ShouldBe(invoiced);
        (await retailPro.Fired()).ShouldBe(1);
    }

    [Fact]
    public async Task and_others_each_time_by_the_seed()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        var runs = new List<string[]>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            await retailPro.SetFaults($$"""{"seed":{{seed}},"rules":[{"kind":"saysNo"}]}""");
            var bodies = new List<string>();
            for (var call = 0; call < 10; call++)
            {
                bodies.Add(await (await retailPro.Invoice("1042")).Content.ReadAsStringAsync());
            }

            runs.Add([.. bodies]);
        }

        runs[1].ShouldBe(runs[0]);
        runs[2].ShouldNotBe(runs[0]);
        runs[0].Distinct().Count().ShouldBeGreaterThan(5);
        (await retailPro.InvoicedOrders()).ShouldBeEmpty();
    }

    [Fact]
    public async Task down_reads_nothing_and_meets_lookups_too()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"down","operation":"invoice"}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => retailPro.Invoice("1042"));
        await Should.ThrowAsync<HttpRequestException>(() => retailPro.Http.GetAsync("/api/v1/Document/Ordertoinvoice/1042"));

        (await retailPro.Calls("invoice")).ShouldBe("0/0/0");
        (await retailPro.Fired()).ShouldBe(2);
        (await retailPro.Slip("731", "A", "B", ("100", "1"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_number_restricts_a_rule()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"status","orderNo":"1042","slipNo":"731"}]}""");

        (await retailPro.Invoice("1043")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await retailPro.Slip("1042", "A", "B", ("100", "1"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retailPro.Slip("731", "A", "B", ("100", "1"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await retailPro.Fired()).ShouldBe(2);
    }

    [Fact]
    public async Task times_ends_a_rule_and_an_empty_document_ends_all()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"status","status":500,"times":1},{"kind":"status","status":502}]}""");

        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await retailPro.SetFaults("{}");
        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task the_same_seed_hits_the_same_requests()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        var first = await Hits(retailPro, seed: 1);
        var again = await Hits(retailPro, seed: 1);
        var other = await Hits(retailPro, seed: 2);

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        first.Count(hit => hit).ShouldBeInRange(20, 60);
    }

    [Fact]
    public async Task a_required_header_is_asked_for()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"requireHeader":{"name":"X-Api-Key","value":"let me in"}}""");

        var without = await retailPro.Invoice("1042");
        retailPro.Http.DefaultRequestHeaders.Add("X-Api-Key", "let me in");
        var with = await retailPro.Invoice("1042");

        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        with.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retailPro.Calls("invoice")).ShouldBe("2/1/0");
    }

    [Theory]
    [InlineData("""{"sed":1}""", "sed is not known")]
    [InlineData("""{"seed":"one"}""", "seed must be a number")]
    [InlineData("""{"refuseDuplicates":"no"}""", "refuseDuplicates must be true or false")]
    [InlineData("""{"rules":{}}""", "rules must be an array")]
    [InlineData("""{"rules":[1]}""", "rules[0] must be an object")]
    [InlineData("""{"rules":[{"kind":"slow"}]}""", "rules[0].kind must be one of status, appliedThenStatus, delay, appliedThenTimeout, cut, appliedThenCut, badJson, saysNo, unclear, appliedThenUnclear, down")]
    [InlineData("""{"rules":[{"kind":"cut","body":"{}"}]}""", "rules[0].body can be given only for a status and for odd answers")]
    [InlineData("""{"rules":[{"kind":"saysNo","status":400}]}""", "rules[0].status must be a whole number from 200 to 299")]
    [InlineData("""{"rules":[{"kind":"cut"},{}]}""", "rules[1].kind is required")]
    [InlineData("""{"rules":[{"kind":"cut","operation":"both"}]}""", "rules[0].operation must be one of any, invoice, slip")]
    [InlineData("""{"rules":[{"kind":"cut","rate":1.5}]}""", "rules[0].rate must be from 0 to 1")]
    [InlineData("""{"rules":[{"kind":"status","status":99}]}""", "rules[0].status must be a whole number from 200 to 599")]
    [InlineData("""{"rules":[{"kind":"delay"}]}""", "rules[0].delayMs is required for delay")]
    [InlineData(
        """{"rules":[{"kind":"down","orderNo":"1"}]}""",
        "rules[0].orderNo cannot be given for down, which hits before the number is read")]
    [InlineData("""{"rules":[{"kind":"cut","operation":"slip","orderNo":"1"}]}""", "rules[0].orderNo is not part of slip, give slipNo")]
    [InlineData("""{"requireHeader":{"name":"X"}}""", "requireHeader.value is required")]
    [InlineData("""[]""", "the fault document must be an object")]
    public async Task a_bad_document_is_refused_and_changes_nothing(string document, string fault)
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        await retailPro.SetFaults("""{"rules":[{"kind":"status"}]}""");

        (await retailPro.RefusedFaults(document)).ShouldBe(fault);

        (await retailPro.Invoice("1042")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<bool[]> Hits(SimulatedRetailPro retailPro, int seed)
    {
        await retailPro.SetFaults($$"""{"seed":{{seed}},"rules":[{"kind":"status","rate":0.2}]}""");
        var hits = new List<bool>();
        for (var call = 0; call < 200; call++)
        {
            hits.Add((await retailPro.Invoice("1042")).StatusCode == HttpStatusCode.ServiceUnavailable);
        }

        return [.. hits];
    }
}
