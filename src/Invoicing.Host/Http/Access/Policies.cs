using Invoicing.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Http.Access;

/// <summary>Everything is refused to those who are not known; a route that says no role is for viewers.</summary>
internal static class Policies
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services.AddAuthorization(authorization =>
    {
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            authorization.AddPolicy(role.ToString(), policy => policy.RequireAuthenticatedUser().RequireRole(RolesFrom(role)));
        }

        authorization.FallbackPolicy = authorization.GetPolicy(nameof(AccessRole.Viewer));
        authorization.DefaultPolicy = authorization.FallbackPolicy!;
    });

    public static T For<T>(this T route, AccessRole role)
        where T : IEndpointConventionBuilder => route.RequireAuthorization(role.ToString());

    private static string[] RolesFrom(AccessRole least) =>
        [.. Enum.GetValues<AccessRole>().Where(role => role >= least).Select(role => role.ToString())];
}
