using Invoicing.Emporix;
using Invoicing.Emporix.Api;
using Invoicing.Emporix.Jobs;
using Invoicing.Emporix.SetUp;
using Invoicing.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Invoicing.Host.Composition;

/// <summary>The invoice service as Emporix's tenants call it; nothing where the settings name no address.</summary>
internal static class EmporixApiRegistration
{
    public static IServiceCollection AddEmporixSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EmporixSettings>(EmporixSettings.Section, configuration);
        return services;
    }

    public static IServiceCollection AddEmporixSetUp(this IServiceCollection services)
    {
        services.TryAddSingleton<IEmporixSetUp, StoredSetUp>();
        return services;
    }

    public static IServiceCollection AddEmporixApi(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        var urls = configuration.GetSection($"{EmporixSettings.Section}:{nameof(EmporixSettings.Urls)}");
        if (!roles.HasFlag(Roles.EmporixApi) || (string.IsNullOrWhiteSpace(urls.Value) && !urls.GetChildren().Any()))
        {
            return services;
        }

        services.AddSingleton<InvoiceJobs>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<IApiRoutes, TokenRoutes>();
        services.AddSingleton<IApiRoutes, JobRoutes>();
        return services.AddHostedService<ApiServer>().AddHostedService<JobWorker>();
    }
}
