using System.Net;
using System.Net.Sockets;
using System.Text;
using Invoicing.Harness;
using Npgsql;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The contract's scenario 34.</summary>
[Trait("Takes", "long")]
public sealed class When_VTEX_pushes_events(ITestOutputHelper output) : IntakeTest(output)
{
    private const string Secret = "sixteen-characters-and-more";

    // VTEX waits no longer.
    private readonly HttpClient _vtex = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Uri _hook = new($"http://127.0.0.1:{FreePort.Find()}/");

    [Fact]
    public async Task the_hook_is_configured_pinged_and_told_of_orders_and_no_one_else_may()
    {
        await Serve();
        await Wait.Until(async () => await Vtex.Configuration("hook") is not null, "the hook is configured, so the ping was answered");
        (await Installation.Database.Count("mt_doc_marketplace_order")).ShouldBe(0);

        (await Push("""{"hookConfig":"ping"}""")).ShouldBe(HttpStatusCode.OK);
        (await Push(Event("v1001acme-01"), secret: "sixteen-characters-and-none")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Push(Event("v1001acme-01"), secret: null)).ShouldBe(HttpStatusCode.Unauthorized);
        await Put("1002");
        await Put("1003");
        await Knows(2);

        // The keys in the other case than VTEX's own, which tells nothing of an order in this status.
        await Put("1004", "payment-pending");
        (await Push(Event(TestVtex.IdOf("1004")).Replace("OrderId", "orderId").Replace("Origin", "origin"))).ShouldBe(HttpStatusCode.OK);
        await Knows(3);
        (await Installation.Database.Count("mt_doc_marketplace_order where id like '%1001%'")).ShouldBe(0);
        Installation.Logs.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task what_cannot_be_read_is_kept_and_told_and_does_not_come_again()
    {
        await Serve();

        (await Push("not JSON")).ShouldBe(HttpStatusCode.OK);
        (await Push("not JSON")).ShouldBe(HttpStatusCode.OK);
        (await Push(new string('x', 70_000))).ShouldBe(HttpStatusCode.OK);

        await Wait.Until(
            () => Installation.Mails.All().Any(mail => mail.Body.Contains("no event that can be read", StringComparison.Ordinal)),
            "people are told");
        (await Installation.Database.Count(Told)).ShouldBeInRange(1, 2, "one an hour");
        (await Status()).GetProperty("unreadable").EnumerateArray()
            .ShouldContain(push => push.GetProperty("problem").GetString()!.Contains("64 KB"));
        (await Installation.Database.Count("mt_doc_marketplace_event")).ShouldBe(0);
    }

    [Fact]
    public async Task an_address_that_is_taken_keeps_no_order_from_being_invoiced()
    {
        using (var other = new TcpListener(IPAddress.Loopback, _hook.Port))
        {
            other.Start();
            await Serve();
            await Complete("1001");
            await Installation.Is("Completed", "1001");
        }

        await Wait.Until(
            async () => await Push("""{"hookConfig":"ping"}""").ContinueWith(
                answer => answer.IsCompletedSuccessfully && answer.Result == HttpStatusCode.OK),
            "the hook is listened for once its address is free");
    }

    [Fact]
    public async Task while_the_database_is_slow_VTEX_is_sent_away_in_time_and_comes_again()
    {
        await Vtex.Behaves("""{"hookRetryMs":300}""");
        await Serve();
        await Wait.Until(async () => await Vtex.Configuration("hook") is not null, "the hook is configured");
        await using (var connection = new NpgsqlConnection(Installation.Database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("lock table mt_doc_marketplace_event in access exclusive mode", connection);
            await command.ExecuteNonQueryAsync();
            await Put("1001");

            (await Push(Event("v1002acme-01"))).ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Push("""{"hookConfig":"ping"}""")).ShouldBe(HttpStatusCode.OK);
        }

        // Nobody but VTEX tells of it again.
        await Wait.Until(
            async () => await Installation.Database.Count("mt_doc_marketplace_order where id = 'vtex/acme/v1001acme-01'") == 1,
            "the order is taken in");
    }

    private async Task Serve()
    {
        Installation.Set(
            ("Vtex__Hook__Urls", _hook.ToString().TrimEnd('/')), ("Vtex__Hook__PublicUrl", _hook.ToString()), ("Vtex__Hook__Secret", Secret),
            ("Vtex__Feed__Manage", "true"), ("Vtex__Feed__Interval", "00:00:00.200"), ("Vtex__Feed__CheckInterval", "00:00:00.500"));
        await Installation.Serve();
    }

    private static string Event(string orderId) =>
        $$$"""{"Domain":"Fulfillment","OrderId":"{{{orderId}}}","State":"handling","Origin":{"Account":"acme","Key":"key"}}""";

    private async Task<HttpStatusCode> Push(string body, string? secret = Secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _hook) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null)
        {
            request.Headers.Add("key", secret);
        }

        using var answer = await _vtex.SendAsync(request);
        return answer.StatusCode;
    }
}
