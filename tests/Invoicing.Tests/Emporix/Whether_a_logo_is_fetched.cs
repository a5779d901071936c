using System.Net;
using Invoicing.Emporix;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Emporix;

/// <summary>A server of this machine stands for Emporix itself, whose addresses alone may be private.</summary>
public sealed class Whether_a_logo_is_fetched : IAsyncLifetime
{
    private const int Longest = 2 * 1024 * 1024;

    private readonly FakeTimeProvider _clock = new();
    private readonly WebApplication _server;
    private Logos _logos = null!;
    private int _asked;

    public Whether_a_logo_is_fetched()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _server = builder.Build();
        _server.Run(Answer);
    }

    public async Task InitializeAsync()
    {
        await _server.StartAsync();
        _logos = new(Options.Create(new EmporixSettings { BaseUrl = new(_server.Urls.Single()) }), _clock);
    }

    public async Task DisposeAsync()
    {
        _logos.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task none_is_where_the_site_has_none() => (await _logos.Get(null, default)).ShouldBe((null, null));

    [Theory]
    [InlineData("bytes/3")]
    [InlineData("bytes/2097152")]
    [InlineData("moved/bytes/3")]
    public async Task one_of_Emporix_itself_is(string path)
    {
        var (picture, problem) = await _logos.Get(At(path), default);

        problem.ShouldBeNull();
        picture!.Length.ShouldBe(int.Parse(path.Split('/')[^1], null));
    }

    [Theory]
    [InlineData("status/404", "the logo's address answers 404")]
    [InlineData("status/204", "the logo's address answers 204")]
    [InlineData("bytes/2097153", "the logo has more than 2 MiB")]
    [InlineData("bytes/20000000", "the logo has more than 2 MiB")]
    [InlineData("cut", "the logo cannot be fetched")]
    [InlineData("moved/moved/moved/moved/bytes/3", "the logo's address answers 302")]
    [InlineData("elsewhere", "it leads into a private network")]
    public async Task what_is_none_is_told_and_stops_nothing(string path, string problem)
    {
        var (picture, told) = await _logos.Get(At(path), default);

        picture.ShouldBeNull();
        told.ShouldNotBeNull().ShouldContain(problem);
    }

    [Theory]
    [InlineData("logo.png", "is not one that begins with https://")]
    [InlineData("ftp://127.0.0.1/logo.png", "is not one that begins with https://")]
    [InlineData("file:///etc/passwd", "is not one that begins with https://")]
    [InlineData("http://cdn.example.test/logo.png", "is not one that begins with https://")]
    [InlineData("https://10.1.2.3/logo.png", "it leads into a private network")]
    [InlineData("https://localhost/logo.png", "it leads into a private network")]
    [InlineData("https://[::1]/logo.png", "it leads into a private network")]
    [InlineData("https://169.254.169.254/latest", "it leads into a private network")]
    public async Task an_address_that_leads_elsewhere_than_to_the_public_is_not_called(string url, string problem)
    {
        var (picture, told) = await _logos.Get(url, default);

        picture.ShouldBeNull();
        told.ShouldNotBeNull().ShouldContain(problem);
        _asked.ShouldBe(0);
    }

    [Fact]
    public async Task one_is_asked_for_again_after_ten_minutes_whatever_came()
    {
        foreach (var path in new[] { "bytes/3", "status/404" })
        {
            var before = _asked;
            var first = await _logos.Get(At(path), default);
            _clock.Advance(TimeSpan.FromMinutes(9.9));
            (await _logos.Get(At(path), default)).ShouldBe(first);
            (_asked - before).ShouldBe(1);

            _clock.Advance(TimeSpan.FromMinutes(0.2));
            await _logos.Get(At(path), default);
            (_asked - before).ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("169.253.1.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.167.1.1", true)]
    [InlineData("192.169.1.1", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("100.64.0.0", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.0", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    public void an_address_is_public_or_not(string address, bool isPublic) => Logos.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    private string At(string path) => $"{_server.Urls.Single()}/{path}";

    private async Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        var parts = context.Request.Path.Value!.Trim('/').Split('/', 2);
        switch (parts[0])
        {
            case "bytes":
                await context.Response.Body.WriteAsync(new byte[int.Parse(parts[1], null)], context.RequestAborted);
                break;
            case "moved":
                context.Response.Redirect($"/{parts[1]}");
                break;
            case "elsewhere":
                // The same server by another name: a redirect is judged like an address.
                context.Response.Redirect($"{_server.Urls.Single().Replace("http://127.0.0.1", "https://localhost")}/bytes/3");
                break;
            case "cut":
                context.Response.ContentLength = Longest;
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            default:
                context.Response.StatusCode = int.Parse(parts[1], null);
                break;
        }
    }
}
