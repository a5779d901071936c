using System.Text;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Microsoft.Extensions.Logging;

namespace Invoicing.Tests.RetailPro;

public class When_retail_pro_answers : ClientTest
{
    [Fact]
    public async Task an_invoice_goes_to_its_endpoint_as_it_was_built()
    {
        await using var server = new RawServer(RawServer.Answers(200, """{"documentNo":"INV000001"}"""));
        Settings.Headers["Auth-Session"] = "0123456789abcdef";
        (Settings.UserName, Settings.Password) = ("erp", "pässword");

        var result = await Client(server.Url).SendInvoice("""{"OrderNo":"1042","City":"Mérida"}""", Window());

        result.ShouldBe(
            new CallResult(CallOutcome.Done, "Order to Invoice was accepted (200).", 200, """{"documentNo":"INV000001"}""", "INV000001"));
        var request = server.Requests.Single().Split("\r\n");
        request[0].ShouldBe("POST /api/v1/Document/Ordertoinvoice HTTP/1.1");
        request.ShouldContain("Content-Type: application/json");
        request.ShouldContain("Auth-Session: 0123456789abcdef");
        request.ShouldContain($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("erp:pässword"))}");
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(request[^1])).ShouldBe("""{"OrderNo":"1042","City":"Mérida"}""");
    }

    [Fact]
    public async Task a_slip_goes_to_its_own_also_below_a_path()
    {
        await using var server = new RawServer(RawServer.Answers(204));
        Settings.AcceptedAnswers = ["204"];

        var result = await Client(new Uri(server.Url, "/erp/")).SendSlip("""{"SlipNo":"00000731"}""", Window());

        result.Message.ShouldBe("Transfer Slip was accepted (204).");
        server.Requests.Single().ShouldStartWith("POST /erp/api/v1/Transfer/Slip HTTP/1.1\r\n");
    }

    [Fact]
    public async Task one_connection_serves_many_calls()
    {
        await using var server = new RawServer(RawServer.Answers(200));
        var client = Client(server.Url);

        for (var i = 0; i < 5; i++)
        {
            (await Send(client)).Outcome.ShouldBe(CallOutcome.Done);
        }

        server.Requests.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(302, "Location: /elsewhere")]
    [InlineData(307, "Location: /elsewhere")]
    [InlineData(401, "WWW-Authenticate: Basic")]
    public async Task nothing_is_sent_a_second_time(int status, string header)
    {
        await using var server = new RawServer(RawServer.Answers(status, "", header), RawServer.Answers(200));
        var client = Client(server.Url);

        (await Send(client)).Outcome.ShouldBeOneOf(CallOutcome.Unknown, CallOutcome.Refused, CallOutcome.CredentialsRefused);

        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_wait_that_is_asked_for_is_passed_on()
    {
        await using var server = new RawServer(RawServer.Answers(503, "", "Retry-After: 120"));

        var result = await Send(Client(server.Url));

        (result.Outcome, result.Status, result.RetryAfter).ShouldBe((CallOutcome.NoEffect, 503, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task a_page_of_HTML_is_no_success()
    {
        await using var server = new RawServer(RawServer.Answers(200, "<html>Please log in, Rosa</html>", "Content-Type: text/html"));

        var result = await Send(Client(server.Url));

        result.Outcome.ShouldBe(CallOutcome.Unknown);
        result.Message.ShouldEndWith("It says: \"Please log in, [FirstName]\"");
    }

    [Theory]
    [InlineData("{\"documentNo\":\"INV1\"}", "application/json; charset=utf-16")]
    [InlineData("\u001f\u008b\b\0\0", "application/json")]
    public async Task an_answer_in_another_dress_than_it_says_is_unknown(string body, string type)
    {
        await using var server = new RawServer(RawServer.Answers(200, body, $"Content-Type: {type}"));

        (await Send(Client(server.Url))).Outcome.ShouldBe(CallOutcome.Unknown);
    }

    [Fact]
    public async Task a_byte_order_mark_does_no_harm()
    {
        await using var server = new RawServer(
            RawServer.Answers(200, "\uFEFF{\"documentNo\":\"INV1\"}", "Content-Type: application/json; charset=utf-8"));

        (await Send(Client(server.Url))).DocumentNo.ShouldBe("INV1");
    }

    [Fact]
    public async Task text_is_read_in_the_encoding_it_names()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write(
                "HTTP/1.1 400 X\r\nContent-Type: application/json; charset=utf-16BE\r\nContent-Length: 6\r\n\r\n\0\"\0x\0\"");
        });

        (await Send(Client(server.Url))).Message.ShouldBe("Order to Invoice was refused (400). It says: \"x\"");
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("utf-7")]
    [InlineData("\"nonsense\"")]
    public async Task and_in_UTF_8_where_that_name_says_nothing(string charset)
    {
        await using var server = new RawServer(
            RawServer.Answers(400, "\uFEFF{\"e\":\"ñ\"}", $"Content-Type: application/json; charset={charset}"));

        (await Send(Client(server.Url))).Message.ShouldBe("Order to Invoice was refused (400). It says: \"e: ñ\"");
    }

    [Fact]
    public async Task an_answer_without_an_end_is_not_read_to_the_end()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write("HTTP/1.1 200 X\r\nContent-Length: 1000000000\r\n\r\n");
            while (true)
            {
                await conversation.Write(new string('1', 100_000));
            }
        });

        (await Send(Client(server.Url))).Outcome.ShouldBe(CallOutcome.Unknown);
    }

    [Fact]
    public async Task only_numbers_are_logged_and_only_for_debugging()
    {
        await using var server = new RawServer(RawServer.Answers(400, """{"error":"Rosa"}"""));
        Settings.Headers["Auth-Session"] = "0123456789abcdef";

        await Send(Client(server.Url));

        var (level, text) = Log.Entries.Single();
        level.ShouldBe(LogLevel.Debug);
        text.ShouldStartWith("Order to Invoice 1042: Refused (status 400) after ");
        text.ShouldNotContain("Rosa");
    }
}
