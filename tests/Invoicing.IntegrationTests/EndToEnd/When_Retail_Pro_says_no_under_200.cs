using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_Retail_Pro_says_no_under_200(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> s_refusals = new()
    {
        ["1001"] = """{"error":"Item was not found"}""",
        ["1002"] = """{"success":false,"message":"Store does not exist"}""",
        ["1003"] = """[{"errorcode":1031,"errormsg":"Invalid item"}]""",
        ["1004"] = "false",
    };

    private static readonly Dictionary<string, string> s_unclear = new()
    {
        ["1011"] = """{"status":"error","detail":"Timeout expired"}""",
        ["1012"] = "\"Error: tax code missing\"",
        ["1013"] = "<html><title>Bad Gateway</title></html>",
        ["1014"] = "{}",
        ["1015"] = " ",
    };

    [Fact]
    public async Task no_order_is_completed_by_it_and_a_person_cures_each_as_its_mail_says()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = s_refusals.Keys.Concat(s_unclear.Keys).Append("1021").Select(no => Sample.SingleStore(no)).ToArray();
        await installation.RetailPro.Faults(
            $$"""{"rules":[{{string.Join(',', s_refusals.Select(Rule("saysNo")).Concat(s_unclear.Select(Rule("unclear"))))}}]}""");
        await installation.Serve();

        await installation.Publish(orders);
        await installation.Is("Failed", s_refusals.Keys.Concat(s_unclear.Keys));
        await installation.Is("Completed", "1021");
        foreach (var no in s_refusals.Keys)
        {
            (await FailureOf(installation, no)).GetProperty("kind").GetString().ShouldBe("Refused");
            await installation.Mails.Arrives(no);
        }

        foreach (var no in s_unclear.Keys)
        {
            (await FailureOf(installation, no)).GetProperty("kind").GetString().ShouldBe("OutcomeUnknown");
            (await installation.Mails.Arrives(no)).Body.ShouldContain("check Retail Pro", Case.Insensitive);
        }

        (await FailureOf(installation, "1013")).GetProperty("message").GetString()!.ShouldContain("It says: \"Bad Gateway\"");
        await installation.Broker.Holds("invoice-order_error", s_refusals.Count + s_unclear.Count);

        await installation.RetailPro.NoFaults();
        await installation.Succeeds("errors", "retry", "--cause", "Refused", "--reason", "price list mended");
        foreach (var no in s_unclear.Keys)
        {
            await installation.Succeeds("orders", "confirm", no, "--not-invoiced", "--attempt", "1", "--reason", "not in Retail Pro");
        }

        await installation.Ends(OrderSet.Of(orders).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
    }

    [Fact]
    public async Task a_refused_slip_waits_and_its_invoice_stays()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var order = Sample.Order("1001");
        await installation.RetailPro
            .Faults("""{"rules":[{"operation":"slip","kind":"saysNo","body":"{\"success\":false,\"message\":\"Store is closed\"}"}]}""");
        await installation.Serve();
        await installation.Publish(order);
        await installation.Is("Failed", "1001");
        (await FailureOf(installation, "1001")).GetProperty("message").GetString()!.ShouldContain("Store is closed");

        await installation.RetailPro.NoFaults();
        await installation.Broker.MoveBack("transfer-inventory", entries: 1);

        await installation.Ends(OrderSet.Of(order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task a_session_that_has_expired_pauses_the_calls()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var order = Sample.SingleStore("1001");
        await installation.RetailPro.Faults(
            """{"rules":[{"kind":"saysNo","body":"{\"data\":null,\"errors\":[{\"errorcode\":55,\"errormsg\":\"Session has expired\"}]}"}]}""");
        await installation.Serve();
        await installation.Publish(order);

        (await installation.Mails.Arrives("1001")).Subject.ShouldContain("calls are paused");
        (await installation.Database.Count("mt_doc_order where state = 'Failed'")).ShouldBe(0);
        (await installation.Broker.ErrorsOf("invoice-order")).ShouldBeEmpty();

        await installation.RetailPro.NoFaults();
        await installation.Succeeds("resume", "retailpro", "--reason", "new session");
        await installation.Is("Completed", "1001");
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
    }

    private static Func<KeyValuePair<string, string>, string> Rule(string kind) => answer =>
        $$"""{"operation":"invoice","kind":"{{kind}}","orderNo":"{{answer.Key}}","body":{{JsonSerializer.Serialize(answer.Value)}}}""";

    private static async Task<JsonElement> FailureOf(Installation installation, string orderNo) =>
        (await installation.Show(orderNo)).GetProperty("failures").EnumerateArray().Single();
}
