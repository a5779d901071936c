using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

public class When_the_connection_fails : ClientTest
{
    [Fact]
    public async Task a_refused_connection_has_no_effect()
    {
        var port = RawServer.FreePort();

        var result = await Send(Client(new Uri($"http://127.0.0.1:{port}")));

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.Message.ShouldBe($"Order to Invoice was not sent: no connection to 127.0.0.1:{port} could be opened. Check "
            + "RetailPro:BaseUrl and whether Retail Pro runs.");
    }

    [Fact]
    public async Task an_unknown_name_has_no_effect()
    {
        var result = await Send(Client(new Uri("http://retailpro.invalid")));

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.Message.ShouldBe("Order to Invoice was not sent: the name retailpro.invalid is not known. Check RetailPro:BaseUrl.");
    }

    [Fact]
    public async Task no_TLS_has_no_effect()
    {
        await using var server = new RawServer(async conversation =>
        {
            await conversation.Write("HTTP/1.1 400 X\r\n\r\n");
            await conversation.Silence();
        });

        var result = await Send(Client(new Uri($"https://127.0.0.1:{server.Port}")));

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.Message.ShouldContain("no secure connection to");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_connection_that_does_not_come_about_in_time_has_no_effect()
    {
        Settings.ConnectTimeout = TimeSpan.FromMilliseconds(100);
        await using var server = new RawServer(conversation => conversation.Silence());

        // Connected, but TLS is never agreed upon.
        var result = await Send(Client(new Uri($"https://127.0.0.1:{server.Port}")));

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.Message.ShouldContain("(RetailPro:ConnectTimeout is 00:00:00.1000000)");
    }

    [Fact]
    public async Task nor_does_one_that_the_calls_own_time_ends()
    {
        await using var server = new RawServer(conversation => conversation.Silence());

        var call = Send(Client(new Uri($"https://127.0.0.1:{server.Port}")));
        Clock.Advance(Settings.CallTimeout);

        (await call).Outcome.ShouldBe(CallOutcome.NoEffect);
    }
}
