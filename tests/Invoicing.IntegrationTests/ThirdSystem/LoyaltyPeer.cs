using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.IntegrationTests.ThirdSystem;

/// <summary>The loyalty programme itself: books what it is sent, and accepts everything twice.</summary>
internal sealed class LoyaltyPeer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public LoyaltyPeer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/", () => Results.Ok());
        _app.MapGet("/{operation}/{orderNo}", (string operation, string orderNo) =>
            Booked.Any(entry => (entry.Operation, entry.OrderNo) == (operation, orderNo)) ? Results.Ok() : Results.NotFound());
        _app.MapPost("/{operation}/{orderNo}", Take);
    }

    /// <summary>What was booked, in the order in which it came.</summary>
    public ConcurrentQueue<(string Operation, string OrderNo, string Body)> Booked { get; } = new();

    /// <summary>Requests that came, booked or not.</summary>
    public ConcurrentQueue<(string Operation, string OrderNo)> Calls { get; } = new();

    /// <summary>
    /// Null: booked and answered. Else the status that is answered, and nothing is booked; 0: booked, and never answered.
    /// </summary>
    public Func<string, string, int?> Fault { get; set; } = (_, _) => null;

    public string Key { get; set; } = "";

    public string Address => _app.Urls.Single();

    public Task Start() => _app.StartAsync();

    public int Times(string operation, string orderNo) => Booked.Count(entry => (entry.Operation, entry.OrderNo) == (operation, orderNo));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(string operation, string orderNo, HttpRequest request)
    {
        Calls.Enqueue((operation, orderNo));
        if (request.Headers["Key"] != Key)
        {
            return Results.StatusCode(401);
        }

        var fault = Fault(operation, orderNo);
        if (fault is > 0)
        {
            return Results.StatusCode(fault.Value);
        }

        using var reader = new StreamReader(request.Body);
        Booked.Enqueue((operation, orderNo, await reader.ReadToEndAsync()));
        if (fault == 0)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), request.HttpContext.RequestAborted);
        }

        return Results.Text($"L-{operation}-{orderNo}");
    }
}
