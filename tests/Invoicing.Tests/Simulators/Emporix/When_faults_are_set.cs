using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_faults_are_set
{
    [Theory]
    [InlineData("cut", 0)]
    [InlineData("appliedThenCut", 1)]
    [InlineData("down", 0)]
    public async Task an_answer_may_not_come(string kind, int captures)
    {
        await using var emporix = await Start($$"""{"rules":[{"operation":"capture","kind":"{{kind}}","times":1}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => emporix.TakeMoney());

        (await emporix.Ledger("captures")).Length.ShouldBe(captures);
        var call = (await emporix.Ledger("calls"))[^1];
        call.GetProperty("operation").GetString().ShouldBe("capture");
        call.GetProperty("transactionId").GetString().ShouldBe("t-1");
        call.GetProperty("fault").GetString().ShouldBe(kind);
        call.TryGetProperty("status", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task a_held_request_ends_without_an_answer()
    {
        await using var emporix = await Start("""{"rules":[{"operation":"capture","kind":"appliedThenTimeout","delayMs":1}]}""");

        await Should.ThrowAsync<HttpRequestException>(() => emporix.TakeMoney());

        (await emporix.Ledger("captures")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("status", 500, 0)]
    [InlineData("appliedThenStatus", 500, 1)]
    [InlineData("saysNo", 200, 0)]
    [InlineData("delay", 200, 1)]
    public async Task an_answer_comes_with_or_without_the_effect(string kind, int status, int captures)
    {
        var given = kind == "delay" ? "\"delayMs\":1" : $"\"status\":{status}";
        await using var emporix = await Start($$"""{"rules":[{"operation":"capture","kind":"{{kind}}",{{given}}}]}""");

        ((int)(await emporix.TakeMoney()).StatusCode).ShouldBe(status);

        (await emporix.Ledger("captures")).Length.ShouldBe(captures);
    }

    [Fact]
    public async Task the_gateway_refuses_in_a_200()
    {
        await using var emporix = await Start("""{"rules":[{"operation":"capture","kind":"saysNo"}]}""");

        (await (await emporix.TakeMoney()).Content.ReadAsStringAsync()).ShouldBe("""{"successful":false,"message":"card expired"}""");
    }

    [Theory]
    [InlineData("unclear", 0)]
    [InlineData("appliedThenUnclear", 30)]
    public async Task unclear_answers_say_neither_yes_nor_no(string kind, int captures)
    {
        await using var emporix = await Start($$"""{"seed":7,"rules":[{"operation":"capture","kind":"{{kind}}"}]}""");
        var bodies = new HashSet<string>();
        for (var call = 0; call < 30; call++)
        {
            bodies.Add(await (await emporix.TakeMoney(1)).Content.ReadAsStringAsync());
        }

        bodies.Count.ShouldBe(5);
        bodies.ShouldAllBe(body => !body.Contains("true") && !body.Contains("false"));
        (await emporix.Ledger("captures")).Length.ShouldBe(captures);
    }

    [Fact]
    public async Task broken_json_comes_after_the_effect()
    {
        await using var emporix = await Start("""{"rules":[{"operation":"capture","kind":"badJson"}]}""");

        var body = await (await emporix.TakeMoney()).Content.ReadAsStringAsync();

        Should.Throw<JsonException>(() => JsonDocument.Parse(body));
        (await emporix.Ledger("captures")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("refused", 200)]
    [InlineData("gatewayPage", 502)]
    [InlineData("empty", 200)]
    public async Task an_answer_can_be_asked_for_by_name(string name, int status)
    {
        await using var emporix = await Start($$"""{"rules":[{"operation":"capture","kind":"status","answer":"{{name}}"}]}""");

        ((int)(await emporix.TakeMoney()).StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task too_many_requests_come_with_a_time()
    {
        await using var emporix = await Start("""{"rules":[{"kind":"status","status":429,"retryAfterSeconds":7,"times":1}]}""");

        (await emporix.TakeMoney()).Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        (await emporix.TakeMoney()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("order", "\"orderId\":\"o-1\"", "GET", SimulatedEmporix.Order)]
    [InlineData("calculate", "\"orderId\":\"o-1\"", "POST", SimulatedEmporix.Calculations)]
    [InlineData("capture", "\"transactionId\":\"t-1\"", "POST", SimulatedEmporix.Capture)]
    [InlineData("transactions", "\"transactionId\":\"t-1\"", "GET", SimulatedEmporix.Transaction)]
    [InlineData("number", "\"schemaType\":\"invoiceNoSequence\"", "POST", SimulatedEmporix.NextId)]
    [InlineData("configuration", "\"propertyKey\":\"invoiceSettings\"", "GET", $"{SimulatedEmporix.Configurations}/invoiceSettings")]
    [InlineData("site", "\"siteCode\":\"de-main\"", "GET", SimulatedEmporix.Site)]
    [InlineData("token", "\"times\":1", "POST", "/oauth/token")]
    public async Task a_rule_meets_one_operation_and_its_number(string operation, string number, string method, string path)
    {
        await using var emporix = await Start($$"""{"rules":[{"operation":"{{operation}}","kind":"status","status":507,{{number}}}]}""");

        ((int)(await emporix.Send(HttpMethod.Get, $"{SimulatedEmporix.Orders}/o-2")).StatusCode).ShouldBe(404);
        ((int)(await emporix.Send(new HttpMethod(method), path, method == "GET" ? null : "{}")).StatusCode).ShouldBe(507);
        (await emporix.Http.GetStringAsync("/faults")).ShouldContain("\"fired\":1");
    }

    [Fact]
    public async Task a_header_may_be_required()
    {
        await using var emporix = await Start("""{"requireHeader":{"name":"Emporix-Tenant","value":"acme"}}""");

        (await emporix.TakeMoney()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        emporix.Http.DefaultRequestHeaders.Add("Emporix-Tenant", "acme");
        (await emporix.TakeMoney()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"rules":[{"kind":"status","operation":"slip"}]}""", "rules[0].operation must be one of any, order, calculate, capture,")]
    [InlineData("""{"rules":[{"kind":"status","answer":"nonsense"}]}""", "rules[0].answer must be one of refused, noSuccess,")]
    [InlineData("""{"rules":[{"kind":"cut","operation":"capture","orderId":"1"}]}""", "rules[0].orderId is not part of capture")]
    public async Task nonsense_is_refused(string document, string fault)
    {
        await using var emporix = await SimulatedEmporix.Start();

        var answer = await emporix.Send(HttpMethod.Put, "/faults", document);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(fault);
    }

    private static async Task<SimulatedEmporix> Start(string faults)
    {
        var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();
        await emporix.PutTransaction();
        await emporix.SetFaults(faults);
        return emporix;
    }
}
