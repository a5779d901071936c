using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Emporix.Api;

/// <summary>Some of the routes that are served; whoever is registered is mapped. A route that says not who may call it is none.</summary>
internal interface IApiRoutes
{
    void Map(IEndpointRouteBuilder routes);
}

/// <summary>Who calls: its tenant is that of the path, where the path has one.</summary>
internal sealed record ApiCaller(string Client, string Tenant, IReadOnlySet<string> Scopes);

/// <param name="Scope">Null: everybody may.</param>
internal sealed record ApiAccess(string? Scope);

internal static class ApiRouting
{
    /// <summary>For clients with this scope alone, and only for what is their tenant's.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ApiAccess(scope));

    /// <summary>Without a token.</summary>
    public static TBuilder ForEverybody<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ApiAccess(null));

    public static ApiCaller Caller(this HttpContext context) => context.Features.Get<ApiCaller>()
        ?? throw new InvalidOperationException("The route is for everybody: nobody calls it by name.");

    public static string RouteText(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
