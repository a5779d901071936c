using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

public class When_retail_pro_is_asked : ClientTest
{
    [Fact]
    public async Task whether_a_number_exists_it_is_asked_as_the_settings_say()
    {
        (Settings.InvoiceLookup, Settings.SlipLookup) = ("/api/v1/Document/{number}", "/slips?no={number}");
        Settings.Headers["Auth-Session"] = "0123456789abcdef";
        await using var server = new RawServer(
            RawServer.Answers(200, "{\"orderNo\":\"A/1 \u00f1\"}"),
            RawServer.Answers(404, "{\"error\":\"unknown\"}"),
            RawServer.Answers(500));
        var client = Client(server.Url);

        (await client.FindInvoice("A/1 ñ")).ShouldBe(LookupOutcome.Exists);
        (await client.FindSlip("00000731")).ShouldBe(LookupOutcome.Missing);
        (await client.FindSlip("00000731")).ShouldBe(LookupOutcome.NoAnswer);

        server.Requests[0].ShouldStartWith("GET /api/v1/Document/A%2F1%20%C3%B1 HTTP/1.1\r\n");
        server.Requests[0].ShouldContain("Auth-Session: 0123456789abcdef\r\n");
        server.Requests[1].ShouldStartWith("GET /slips?no=00000731 HTTP/1.1\r\n");
    }

    [Fact]
    public async Task where_the_settings_do_not_say_how_it_is_not_asked()
    {
        await using var server = new RawServer(RawServer.Answers(200));
        var client = Client(server.Url);

        (await client.FindInvoice("1042")).ShouldBe(LookupOutcome.NoAnswer);
        (await client.FindSlip("1042")).ShouldBe(LookupOutcome.NoAnswer);
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task a_number_that_is_a_step_in_a_path_would_ask_for_something_else(string number)
    {
        Settings.InvoiceLookup = "/api/v1/Document/{number}";
        await using var server = new RawServer(RawServer.Answers(200));

        (await Client(server.Url).FindInvoice(number)).ShouldBe(LookupOutcome.NoAnswer);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_question_that_fails_has_no_answer()
    {
        Settings.InvoiceLookup = "/api/v1/Document/{number}";
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Silence();
        });

        var question = Client(server.Url).FindInvoice("1042");
        await server.RequestArrived();
        Clock.Advance(Settings.CallTimeout / 2);

        (await question).ShouldBe(LookupOutcome.NoAnswer);
        (await Client(new Uri($"http://127.0.0.1:{RawServer.FreePort()}")).FindInvoice("1042")).ShouldBe(LookupOutcome.NoAnswer);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task whether_it_is_there_any_answer_will_do(int status)
    {
        Settings.Headers["Auth-Session"] = "0123456789abcdef";
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write($"HTTP/1.1 {status} X\r\n\r\n");
        });

        (await Client(server.Url).Check(CancellationToken.None)).ShouldBeNull();
        server.Requests.Single().ShouldStartWith("HEAD / HTTP/1.1\r\n");
        server.Requests.Single().ShouldNotContain("0123456789abcdef");
    }

    [Fact]
    public async Task nobody_there_is_said_with_the_setting_to_look_at()
    {
        var port = RawServer.FreePort();

        (await Client(new Uri($"http://127.0.0.1:{port}")).Check(CancellationToken.None)).ShouldBe(
            $"Retail Pro cannot be reached: no connection to 127.0.0.1:{port} could be opened. Check RetailPro:BaseUrl and whether "
                + "Retail Pro runs.");
    }

    [Fact]
    public async Task so_is_someone_who_does_not_answer()
    {
        await using var silent = new RawServer(conversation => conversation.Silence());
        await using var cutting = new RawServer(conversation =>
        {
            conversation.Close();
            return Task.CompletedTask;
        });

        var check = Client(silent.Url).Check(CancellationToken.None);
        Clock.Advance(Settings.CallTimeout);

        (await check).ShouldBe(
            $"Retail Pro cannot be reached: 127.0.0.1:{silent.Port} did not answer in time (RetailPro:CallTimeout is 00:00:30). Check "
                + "RetailPro:BaseUrl.");
        (await Client(cutting.Url).Check(CancellationToken.None)).ShouldBe(
            $"Retail Pro cannot be reached: 127.0.0.1:{cutting.Port} does not answer as a web server does (the connection was closed "
                + "without an answer). Check RetailPro:BaseUrl.");
    }

    [Fact]
    public async Task a_check_can_be_cancelled()
    {
        await using var server = new RawServer(conversation => conversation.Silence());
        using var cancelled = new CancellationTokenSource();
        var check = Client(server.Url).Check(cancelled.Token);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => check);
    }
}
