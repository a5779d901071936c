using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_faults_are_set
{
    [Theory]
    [InlineData("cut", 0)]
    [InlineData("appliedThenCut", 1)]
    [InlineData("down", 0)]
    public async Task an_answer_may_not_come(string kind, int packages)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults($$"""{"rules":[{"operation":"invoice","kind":"{{kind}}","times":1}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => vtex.Invoice());

        (await vtex.Packages()).Length.ShouldBe(packages);
        var call = (await vtex.Ledger("calls"))[0];
        call.GetProperty("operation").GetString().ShouldBe("invoice");
        call.GetProperty("fault").GetString().ShouldBe(kind);
        call.TryGetProperty("status", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("status", 0)]
    [InlineData("appliedThenStatus", 1)]
    public async Task a_status_comes_with_or_without_the_effect(string kind, int packages)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults($$"""{"rules":[{"operation":"invoice","kind":"{{kind}}","status":500}]}""");

        (await vtex.Invoice()).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        (await vtex.Packages()).Length.ShouldBe(packages);
    }

    [Fact]
    public async Task too_many_requests_come_with_and_without_a_time()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults("""{"rules":[{"kind":"status","status":429,"times":1},{"kind":"status","status":429,"retryAfterSeconds":7,"times":1}]}""");

        (await vtex.Invoice()).Headers.RetryAfter.ShouldBeNull();
        (await vtex.Invoice()).Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        (await vtex.Invoice()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("loginPage", 200, "text/html")]
    [InlineData("loginRedirect", 302, "text/html")]
    [InlineData("error", 400, "application/json")]
    [InlineData("problem", 400, "application/problem+json")]
    [InlineData("text", 400, "text/plain")]
    [InlineData("errorUnderSuccess", 200, "application/json")]
    [InlineData("gatewayPage", 502, "text/html")]
    [InlineData("empty", 200, "application/json")]
    public async Task an_answer_can_be_asked_for_by_name(string name, int status, string type)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults($$"""{"rules":[{"operation":"invoice","kind":"status","answer":"{{name}}"}]}""");

        var answer = await vtex.Invoice();

        ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((status, type));
        (await vtex.Packages()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_redirect_leads_to_a_login_page()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.SetFaults("""{"rules":[{"kind":"status","answer":"loginRedirect"}]}""");

        var redirect = (await vtex.Http.GetAsync(SimulatedVtex.OrderPath)).Headers.Location!;

        (await vtex.Http.GetStringAsync(redirect)).ShouldContain("Please log in");
    }

    [Fact]
    public async Task unclear_answers_have_no_receipt()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults("""{"seed":7,"rules":[{"operation":"invoice","kind":"appliedThenUnclear"}]}""");
        var bodies = new HashSet<string>();
        for (var call = 0; call < 30; call++)
        {
            var answer = await vtex.Invoice();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            bodies.Add(await answer.Content.ReadAsStringAsync());
        }

        bodies.Count.ShouldBe(5);
        bodies.ShouldAllBe(body => !body.Contains("\"receipt\":\""));
        (await vtex.Packages()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task broken_json_comes_after_the_effect()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults("""{"rules":[{"operation":"invoice","kind":"badJson"}]}""");

        var body = await (await vtex.Invoice()).Content.ReadAsStringAsync();

        Should.Throw<JsonException>(() => JsonDocument.Parse(body));
        (await vtex.Packages()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_held_request_ends_without_an_answer()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults("""{"rules":[{"operation":"invoice","kind":"appliedThenTimeout","delayMs":1}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => vtex.Invoice());

        (await vtex.Packages()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_rule_meets_one_order_and_one_operation()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Put(orderId: "v2-01");
        await vtex.SetFaults("""{"rules":[{"operation":"get","kind":"status","orderId":"v2-01"}]}""");

        (await vtex.Http.GetAsync(SimulatedVtex.OrderPath)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vtex.Http.GetAsync("/api/oms/pvt/orders/v2-01")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await vtex.Http.GetAsync("/api/oms/pvt/orders")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vtex.Http.GetStringAsync("/faults")).ShouldContain("\"fired\":1,\"orderId\":\"v2-01\"");
        var statuses = (await vtex.Ledger("calls")).Select(call => call.GetProperty("status").GetInt32());
        statuses.ShouldBe([200, 503, 200]);
    }

    [Fact]
    public async Task a_repeated_number_may_be_refused()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.SetFaults("""{"refuseDuplicates":true}""");
        await vtex.Invoice();

        var answer = await vtex.Invoice();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe("OMS001 Invoice INV000001 already exists");
    }

    [Theory]
    [InlineData("""{"rules":[{"kind":"status","operation":"slip"}]}""", "rules[0].operation must be one of any, get, startHandling, invoice,")]
    [InlineData("""{"rules":[{"kind":"status","answer":"nonsense"}]}""", "rules[0].answer must be one of loginPage, loginRedirect,")]
    [InlineData("""{"rules":[{"kind":"cut","answer":"text"}]}""", "rules[0].answer can be given only for a status and for odd answers")]
    [InlineData("""{"rules":[{"kind":"status","answer":"text","body":"x"}]}""", "rules[0].answer cannot be given together with a body")]
    [InlineData("""{"rules":[{"kind":"cut","operation":"feed","orderId":"1"}]}""", "rules[0].orderId is not part of feed")]
    [InlineData("""{"rules":[{"kind":"cut","orderNo":"1"}]}""", "rules[0].orderNo is not known")]
    public async Task nonsense_is_refused(string document, string fault)
    {
        await using var vtex = await SimulatedVtex.Start();

        var answer = await vtex.Send(HttpMethod.Put, "/faults", document);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(fault);
    }
}
