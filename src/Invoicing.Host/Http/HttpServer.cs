using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Invoicing.Host.Http.Access;
using Invoicing.Host.Http.Api;
using Invoicing.Host.Http.Pages;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Invoicing.Host.Http;

/// <summary>Serves operators and their programs. Everything but the health of the process is refused to those who are not known.</summary>
internal sealed class HttpServer(
    IOptions<HttpSettings> options, IEnumerable<IApiRoutes> routes, AccessKeys keys, Readiness readiness, MeterProvider metrics,
    TimeProvider clock, ILogger<HttpServer> logger, ConsolePages? console = null)
    : WebServer("Listening for operators", clock, logger)
{
    /// <summary>People come with a cookie, programs with a key.</summary>
    private const string EitherScheme = "Either";

    /// <summary>Connections to the database are the flow's: orders must not wait for those who ask.</summary>
    private readonly SemaphoreSlim _places = new(6);

    /// <summary>Streams last, and take a connection for moments only.</summary>
    private readonly SemaphoreSlim _streams = new(20);

    /// <summary>What looks through all orders, or asks all servers, keeps a connection for long.</summary>
    private readonly SemaphoreSlim _slow = new(3);

    protected override IEnumerable<string> Urls => options.Value.Urls;

    protected override long? LongestBody => 4 * 1024 * 1024;

    protected override void Configure(IWebHostBuilder host)
    {
        if (options.Value is { CertificateFile: { } certificate, CertificateKeyFile: { } key })
        {
            host.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
            {
                try
                {
                    https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key);
                    https.ServerCertificateChain = [];
                    https.ServerCertificateChain.ImportFromPemFile(certificate);
                }
                catch (CryptographicException e)
                {
                    throw new InvalidOperationException($"Http:CertificateFile and Http:CertificateKeyFile cannot be used: {e.Message}");
                }
            }));
        }
    }

    protected override void AddServices(IServiceCollection services)
    {
        services.AddRouting();
        services.AddSingleton(keys);
        services.AddSingleton(Clock);
        var access = services.AddAuthentication(console is null ? KeyAuthentication.Name : EitherScheme)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null);
        if (console is not null)
        {
            access.AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = PeopleAccess.SchemeOf);
            console.AddServices(services, access);
        }

        services.AddAccess();
        services.Configure<Microsoft.AspNetCore.Http.Json.JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.Value.KnownProxies)
            {
                forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        });
        services.AddOpenApi("v1", document => document.AddDocumentTransformer<ApiDescription>());
    }

    protected override void Answer(WebApplication app)
    {
        if (options.Value.KnownProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.Use(Guard);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        if (console is not null)
        {
            app.Use(CountTries);
            app.Use(RefuseForms);
            app.UseAntiforgery();
        }

        app.Use(TakePlace);
        // For whatever starts and stops processes: one word, and nothing of what it is about.
        app.MapGet("/health/live", () => Results.Text("alive")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
        app.MapPrometheusScrapingEndpoint("/metrics", metrics, null, null).For(AccessRole.Viewer);
        app.MapOpenApi("/openapi/{documentName}.json").For(AccessRole.Viewer);
        var api = app.MapGroup(HttpPaths.Api);
        foreach (var some in routes)
        {
            some.Map(api);
        }

        console?.Map(app);
        app.MapFallback("{*path}", _ => throw ProblemException.NotFound("There is nothing at this address: see /openapi/v1.json."))
            .For(AccessRole.Viewer);
    }

    private async Task<IResult> Ready(CancellationToken ct)
    {
        var isReady = await readiness.IsReady(ct);
        return Results.Text(
            isReady ? "ready" : "not ready",
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private Task Guard(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers["Referrer-Policy"] = "no-referrer";
        ConsolePages.AddHeaders(headers);
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return Answer(
            context,
            () =>
            {
                RefuseOthers(context);
                return next(context);
            },
            e => Known(e) is { } problem ? Tell(context, problem) : TellFailure(context, e));
    }

    private Task TellFailure(HttpContext context, Exception e)
    {
        LogFailure(context, e);
        return Tell(context, new(StatusCodes.Status500InternalServerError, "unexpected", "The service failed: its log has more."));
    }

    private Task Tell(HttpContext context, ProblemException problem) =>
        console is null || PeopleAccess.SchemeOf(context) == KeyAuthentication.Name
            ? Problems.Write(context, problem.Status, problem.Kind, problem.Message)
            : ConsolePages.Write(context, problem.Status, problem.Kind, problem.Message);

    private void RefuseOthers(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health"))
        {
            // Probes come without a key, and ask by whatever address a process has.
            return;
        }

        if (!context.Request.IsHttps && context.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from))
        {
            throw ProblemException.BadRequest("Keys must not go over a network in clear: ask through the proxy that ends TLS.");
        }

        if (!IsKnown(context.Request.Host.Host))
        {
            // A page of somebody else whose name leads to this machine.
            throw ProblemException.BadRequest("This service is not asked for under that name. Http:Hosts lists further names.");
        }
    }

    private static Task CountTries(HttpContext context, RequestDelegate next)
    {
        context.GetEndpoint()?.Metadata.GetMetadata<FewTries>()?.Count(context);
        return next(context);
    }

    /// <summary>Only pages of this service send forms: programs have the API, and other sites have no business here.</summary>
    private Task RefuseForms(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true })
        {
            return next(context);
        }

        if (PeopleAccess.SchemeOf(context) == KeyAuthentication.Name)
        {
            throw ProblemException.BadRequest(
                $"Forms of pages are for people. A program sends this to {HttpPaths.Api}: see /openapi/v1.json.");
        }

        return IsOfThisSite(context.Request)
            ? next(context)
            : throw ProblemException.BadRequest("A page of another site has sent this form: nothing was done.");
    }

    /// <summary>As the browser says it. Of pages without referrer, as ours are, those that are older say that the origin is null.</summary>
    private bool IsOfThisSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] is [{ } site]
        ? site is "same-origin" or "none"
        : request.Headers.Origin is not [{ } origin] || origin == "null" || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && new[] { request.Host.Host, console?.PublicHost }.Contains(from.Host, StringComparer.OrdinalIgnoreCase));

    private static ProblemException? Known(Exception e) => e is BadHttpRequestException { InnerException: JsonException json }
        ? ProblemException.BadRequest($"The body is not as it must be, at {json.Path ?? "its beginning"}: see /openapi/v1.json.")
        : Problems.Of(e);

    private bool IsKnown(string host) =>
        host.Length == 0 || IPAddress.TryParse(host, out _)
            || new[] { "localhost", Environment.MachineName, console?.PublicHost }.Concat(options.Value.Hosts)
                .Contains(host, StringComparer.OrdinalIgnoreCase);

    private async Task TakePlace(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<IAllowAnonymous>() is not null && HttpMethods.IsGet(context.Request.Method))
        {
            // That the process lives is told also while all places are taken.
            await next(context);
            return;
        }

        var places = endpoint?.GetMetadata<Streamed>() is not null ? _streams
            : endpoint?.GetMetadata<Slow>() is not null ? _slow
            : _places;
        await places.WaitAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            places.Release();
        }
    }
}

/// <summary>Of a route whose answer lasts.</summary>
internal sealed class Streamed;

/// <summary>Of a route that works for long: few at a time, and those that are quick do not wait for them.</summary>
internal sealed class Slow;
