using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

public class When_the_answer_does_not_come : ClientTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task cut_before_the_request_is_read_it_is_unknown(bool abruptly)
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.FirstByte();
            conversation.Close(abruptly);
        });

        var result = await Send(Client(server.Url));

        result.Outcome.ShouldBe(CallOutcome.Unknown);
        result.Message.ShouldBe(
            "Order to Invoice was sent, but the connection was cut before the answer: Retail Pro may or may not have carried it out.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task cut_after_the_request_is_read_it_is_unknown(bool abruptly)
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            conversation.Close(abruptly);
        });

        (await Send(Client(server.Url))).Outcome.ShouldBe(CallOutcome.Unknown);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_answer_that_breaks_off_is_unknown()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{}");
            conversation.Close();
        });

        var result = await Send(Client(server.Url));

        (result.Outcome, result.Status).ShouldBe((CallOutcome.Unknown, 200));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-")]
    public async Task without_a_whole_header_in_time_it_is_unknown(string beginning)
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write(beginning);
            await conversation.Silence();
        });

        var call = Send(Client(server.Url));
        await server.RequestArrived();
        Clock.Advance(Settings.CallTimeout);

        var result = await call;

        (result.Outcome, result.Status).ShouldBe((CallOutcome.Unknown, null));
        result.Message.ShouldBe("Order to Invoice was sent but not answered in time (RetailPro:CallTimeout is 00:00:30): Retail Pro may "
            + "or may not have carried it out.");
    }

    [Fact]
    public async Task without_a_whole_body_in_time_it_is_unknown()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{");
            await conversation.Silence();
        });

        var call = Send(Client(server.Url));
        await server.RequestArrived();
        Clock.Advance(Settings.CallTimeout);

        (await call).Outcome.ShouldBe(CallOutcome.Unknown);
    }

    [Fact]
    public async Task what_is_no_HTTP_is_unknown()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Write("SSH-2.0-OpenSSH\r\n\r\n");
        });

        (await Send(Client(server.Url))).Outcome.ShouldBe(CallOutcome.Unknown);
    }

    [Fact]
    public async Task a_server_that_closes_connections_between_calls_gets_no_call_twice()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.ReadRequest();
            await conversation.Answer(200, "");
            conversation.Close();
        });
        var client = Client(server.Url);
        var outcomes = new List<CallOutcome>();

        for (var i = 0; i < 50; i++)
        {
            outcomes.Add((await client.SendInvoice($$"""{"OrderNo":"{{i}}."}""", Window())).Outcome);
        }

        var numbers = server.Requests.Select(request => request.Split("\r\n")[^1]).ToList();
        numbers.ShouldBeUnique();
        numbers.Count.ShouldBeGreaterThanOrEqualTo(outcomes.Count(outcome => outcome == CallOutcome.Done));
        outcomes.ShouldAllBe(outcome => outcome == CallOutcome.Done || outcome == CallOutcome.Unknown);
    }
}
