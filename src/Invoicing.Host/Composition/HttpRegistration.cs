using Invoicing.Host.Http;
using Invoicing.Host.Http.Api;
using Invoicing.Intake.Queries;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>What people and their programs reach over HTTP.</summary>
internal static class HttpRegistration
{
    private const string Urls = $"{HttpSettings.Section}:{nameof(HttpSettings.Urls)}";

    /// <summary>Without an address the server would choose one by itself.</summary>
    public static bool IsServed(IConfiguration configuration, Roles roles) =>
        roles.HasFlag(Roles.Api) && (configuration[Urls] != "" || configuration.HasValues(Urls));

    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddSingleton<IValidateOptions<HttpSettings>, HttpSettingsValidation>();
        services.AddSettings<HttpSettings>(HttpSettings.Section);
        if (!IsServed(configuration, roles))
        {
            return services;
        }

        services.TryAddSingleton<FeedViews>();
        services.AddSingleton<RepeatedRequests>();
        services.AddSingleton<OncePerKey>();
        services.AddSingleton<IncomingOrders>();
        services.AddSingleton<IApiRoutes, OrderRoutes>();
        services.AddSingleton<IApiRoutes, FailureRoutes>();
        services.AddSingleton<IApiRoutes, GroupRoutes>();
        services.AddSingleton<IApiRoutes, SystemRoutes>();
        services.AddSingleton<IApiRoutes, StatusRoutes>();
        services.AddSingleton<Readiness>();
        return services.AddHostedService<HttpServer>();
    }
}
