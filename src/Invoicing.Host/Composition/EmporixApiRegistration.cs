using Invoicing.Emporix;
using Invoicing.Emporix.Api;
using Invoicing.Emporix.Jobs;
using Invoicing.Emporix.SetUp;
using Invoicing.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Composition;

/// <summary>Emporix's tenants are served only where the settings say at which address.</summary>
internal static class EmporixApiRegistration
{
    private const string Urls = $"{EmporixSettings.Section}:{nameof(EmporixSettings.Urls)}";
    private const string Tenants = $"{EmporixSettings.Section}:{nameof(EmporixSettings.Tenants)}";
    private const string Mode = $"{EmporixSettings.Section}:{nameof(EmporixSettings.Mode)}";

    /// <summary>Where this service keeps configuration, sites and schemas.</summary>
    public static bool IsStandAlone(IConfiguration configuration) =>
        !nameof(EmporixMode.Attached).Equals(configuration[Mode], StringComparison.OrdinalIgnoreCase);

    /// <summary>What the steps, the jobs and the commands about jobs share.</summary>
    public static IServiceCollection AddEmporixClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddEmporixPipeline();
        services.AddSingleton<IEmporix, EmporixClient>();
        services.AddSingleton<InvoiceJobs>();
        services.AddSingleton<FurtherMails>();
        services.AddSingleton<IInvoices, StoredInvoices>();
        return IsStandAlone(configuration)
            ? services.AddSingleton<IEmporixSetUp, StoredSetUp>()
            : services.AddSingleton<IEmporixSetUp, AttachedSetUp>();
    }

    /// <summary>After the system itself, whose settings and client these use.</summary>
    public static IServiceCollection AddEmporixApi(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        if (!roles.HasFlag(Roles.EmporixApi) || !configuration.HasValues(Tenants))
        {
            return services;
        }

        services.AddSingleton<JobOrders>().AddHostedService<JobWorker>();
        if (!configuration.HasValues(Urls))
        {
            return services;
        }

        services.AddSingleton<ApiTokens>().AddSingleton<IApiRoutes, TokenRoutes>().AddSingleton<IApiRoutes, JobRoutes>();
        if (IsStandAlone(configuration))
        {
            services.AddSingleton<IApiRoutes, ConfigurationRoutes>()
                .AddSingleton<IApiRoutes, SiteRoutes>()
                .AddSingleton<IApiRoutes, SchemaRoutes>();
        }

        return services.AddHostedService<ApiServer>();
    }
}
