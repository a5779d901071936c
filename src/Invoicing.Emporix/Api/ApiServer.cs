using System.Text.RegularExpressions;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Api;

/// <summary>
/// Serves the tenants' own clients. The path decides whose things a request is about: a header <c>Emporix-Tenant</c>, as the vendor's
/// libraries send it, is not read.
/// </summary>
internal sealed partial class ApiServer(
    IOptions<EmporixSettings> options, IEnumerable<IApiRoutes> routes, ApiTokens tokens, TimeProvider clock, ILogger<ApiServer> logger)
    : WebServer("Listening for Emporix's tenants", clock, logger)
{
    public const int LongestTenant = 16;

    /// <summary>Connections to the database are the flow's: orders must not wait for those who ask.</summary>
    private readonly SemaphoreSlim _places = new(6);

    protected override IEnumerable<string> Urls => options.Value.Urls;

    protected override long? LongestBody => 1024 * 1024;

    /// <summary>As the vendor's description has it.</summary>
    public static bool IsTenant(string name) => name.Length is >= 3 and <= LongestTenant && Tenant().IsMatch(name);

    protected override void AddServices(IServiceCollection services) => services.AddRoutingCore();

    protected override void Answer(WebApplication app)
    {
        app.Use(TellErrors);
        app.UseRouting();
        app.Use(Admit);
        foreach (var some in routes)
        {
            some.Map(app);
        }
    }

    private Task TellErrors(HttpContext context, RequestDelegate next) => Answer(
        context,
        () => next(context),
        e =>
        {
            if (e is not (ApiException or BadHttpRequestException))
            {
                LogFailure(context, e);
            }

            return ApiErrors.Write(context, e switch
            {
                ApiException known => known,
                BadHttpRequestException bad => new(bad.StatusCode, bad.Message),
                _ => new(StatusCodes.Status500InternalServerError, "Internal server error"),
            });
        });

    /// <summary>Also a route that there is not is only told to those who may call some.</summary>
    private async Task Admit(HttpContext context, RequestDelegate next)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<ApiAccess>();
        var tenant = context.Request.RouteValues["tenant"] as string;
        if (tenant is not null && !IsTenant(tenant))
        {
            throw ApiErrors.BadRequest("tenant is no name of a tenant: 3 to 16 lowercase letters and digits, a letter first");
        }

        if (access is { Scope: null })
        {
            // A wrong secret waits, and must keep nobody else waiting: those routes hold back by themselves.
            await next(context);
            return;
        }

        var caller = await tokens.Find(context.Request.Headers.Authorization, context.RequestAborted) ?? throw ApiErrors.Unauthorized();
        if (access is null)
        {
            throw ApiErrors.NotFound();
        }

        if (tenant is not null && tenant != caller.Tenant)
        {
            throw ApiErrors.Forbidden("the token is another tenant's");
        }

        if (!caller.Scopes.Contains(access.Scope))
        {
            throw ApiErrors.Forbidden($"the token has no scope {access.Scope}");
        }

        context.Features.Set(caller);
        await _places.WaitAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            _places.Release();
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]+\z")]
    private static partial Regex Tenant();
}
