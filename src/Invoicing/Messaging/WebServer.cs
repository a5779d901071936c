using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.Messaging;

/// <summary>What listens for HTTP. An address that is taken keeps no order from being invoiced: it is tried again.</summary>
/// <param name="what">Of the log, such as <c>Listening for VTEX's hook</c>.</param>
internal abstract class WebServer(string what, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>Requests that are open at a stop have this long.</summary>
    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_betweenTries = TimeSpan.FromSeconds(10);

    private const int MostConnections = 200;

    private readonly OutageLog _closed = new(logger, what);
    private WebApplication? _app;

    /// <summary>Where it listens; none while its address is taken.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _app?.Urls ?? []];

    /// <summary>All that it answers to.</summary>
    public IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder?)_app)?.DataSources.SelectMany(source => source.Endpoints) ?? [];

    protected TimeProvider Clock => clock;

    protected ILogger Logger => logger;

    protected abstract IEnumerable<string> Urls { get; }

    /// <returns>How much of a request's body is ever read; null: that is looked to where it is read.</returns>
    protected abstract long? LongestBody { get; }

    protected virtual void AddServices(IServiceCollection services)
    {
    }

    protected virtual void Configure(IWebHostBuilder host)
    {
    }

    protected abstract void Answer(WebApplication app);

    /// <summary>Answers a request, or tells what is wrong with it as long as nothing of an answer was sent.</summary>
    protected async Task Answer(HttpContext context, Func<Task> answer, Func<Exception, Task> tell)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await answer();
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            LogFailure(context, e);
            context.Abort();
        }
        catch (Exception e)
        {
            await tell(e);
        }
    }

    /// <summary>Without the path and query, which may hold what only the caller is to know.</summary>
    protected void LogFailure(HttpContext context, Exception e) => logger.LogError(
        "{Method} {Route} fails with {Kind}: {Error}{StackTrace}",
        context.Request.Method,
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
        e.GetType().Name,
        OutageLog.Describe(e),
        $"{Environment.NewLine}{e.StackTrace}");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Open(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_app is { } app)
        {
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_app is null)
        {
            await Task.Delay(s_betweenTries, clock, stoppingToken);
            await Open(stoppingToken);
        }
    }

    private async Task Open(CancellationToken ct)
    {
        var app = Build();
        try
        {
            await app.StartAsync(ct);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            _closed.Failed(e);
            await app.DisposeAsync();
            return;
        }

        _app = app;
        _closed.Works();
        logger.LogInformation("{What} at {Urls}", what, string.Join(", ", app.Urls));
    }

    private WebApplication Build()
    {
        // The empty builder reads no settings file and no environment, which are the program's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
        });
        Configure(builder.WebHost);
        builder.WebHost.UseUrls([.. Urls.Distinct()]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopTime);
        AddServices(builder.Services);
        var app = builder.Build();
        Answer(app);
        return app;
    }
}
