using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_a_hook_is_configured
{
    private const string Config = "/api/orders/hook/config";

    [Fact]
    public async Task it_is_pinged_and_then_told_of_events()
    {
        await using var receiver = await Receiver.Start();
        await using var vtex = await SimulatedVtex.Start();

        (await vtex.Send(HttpMethod.Post, Config, Hook(receiver.Address))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await vtex.Put("handling");

        (await receiver.Next()).ShouldBe(("shared", """{"hookConfig":"ping"}"""));
        var (key, pushed) = await receiver.Next();
        key.ShouldBe("shared");
        using var told = JsonDocument.Parse(pushed);
        told.RootElement.GetProperty("OrderId").GetString().ShouldBe(SimulatedVtex.OrderId);
        told.RootElement.GetProperty("State").GetString().ShouldBe("handling");
        told.RootElement.GetProperty("Origin").GetRawText().ShouldBe("""{"Account":"acme","Key":"vtexappkey-acme-TEST"}""");
        (await vtex.Order(Config)).GetProperty("hook").GetProperty("url").GetString().ShouldBe(receiver.Address);
        (await vtex.Http.DeleteAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_is_not_taken_is_pushed_again()
    {
        await using var receiver = await Receiver.Start();
        await using var vtex = await SimulatedVtex.Start("""{"hookRetryMs":0}""");
        await vtex.Send(HttpMethod.Post, Config, Hook(receiver.Address));
        await receiver.Next();
        receiver.Refuse(times: 2);

        await vtex.Put("handling");

        var first = await receiver.Next();
        (await receiver.Next()).ShouldBe(first);
        (await receiver.Next()).ShouldBe(first);
    }

    [Fact]
    public async Task an_address_that_does_not_take_the_ping_is_refused()
    {
        await using var receiver = await Receiver.Start();
        await using var vtex = await SimulatedVtex.Start();
        receiver.Refuse(times: 1);

        var answer = await vtex.Send(HttpMethod.Post, Config, Hook(receiver.Address));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("http://example.test/hook", "hook.url must be an https address")]
    [InlineData("hook", "hook.url must be an https address")]
    public async Task its_address_must_be_safe(string url, string fault)
    {
        await using var vtex = await SimulatedVtex.Start();

        var answer = await vtex.Send(HttpMethod.Post, Config, Hook(url));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe($"OMS001 {fault}");
    }

    [Fact]
    public async Task it_is_gone_after_three_days_without_an_event()
    {
        await using var receiver = await Receiver.Start();
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Send(HttpMethod.Post, Config, Hook(receiver.Address));

        vtex.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromSeconds(1));

        (await vtex.Http.GetAsync(Config)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string Hook(string url) =>
        $$$$"""{"filter":{"type":"FromWorkflow","status":["handling"]},"hook":{"url":"{{{{url}}}}","headers":{"key":"shared"}}}""";

    /// <summary>What the hook pushes to.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private readonly Channel<(string Key, string Body)> _received = Channel.CreateUnbounded<(string, string)>();
        private int _refusals;

        public string Address => $"{app.Urls.Single()}/hook";

        public static async Task<Receiver> Start()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.Run(receiver.Receive);
            await app.StartAsync();
            return receiver;
        }

        public void Refuse(int times) => _refusals = times;

        public async Task<(string Key, string Body)> Next()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            return await _received.Reader.ReadAsync(limit.Token);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task Receive(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.StatusCode = Interlocked.Decrement(ref _refusals) >= 0 ? 503 : 200;
            await _received.Writer.WriteAsync((context.Request.Headers["key"].ToString(), await reader.ReadToEndAsync()));
        }
    }
}
