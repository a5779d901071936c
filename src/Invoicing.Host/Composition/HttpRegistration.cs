using Invoicing.Host.Commands.Checking;
using Invoicing.Host.Http;
using Invoicing.Host.Http.Api;
using Invoicing.Host.Http.Pages;
using Invoicing.Intake.Queries;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Pages;
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
        (roles & (Roles.Api | Roles.Console)) != 0 && (configuration[Urls] != "" || configuration.HasValues(Urls));

    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddSingleton<IValidateOptions<HttpSettings>, HttpSettingsValidation>();
        services.AddSingleton<IValidateOptions<ConsoleSettings>, ConsoleSettingsValidation>();
        services.AddSettings<ConsoleSettings>(ConsoleSettings.Section);
        var http = services.AddSettings<HttpSettings>(HttpSettings.Section);
        if (!IsServed(configuration, roles))
        {
            return services;
        }

        services.TryAddSingleton<FeedViews>();
        services.AddSingleton<RepeatedRequests>();
        services.AddSingleton<OncePerKey>();
        services.AddSingleton<IncomingOrders>();
        services.AddSingleton<IDependencyChecks, ServiceChecks>();
        Routes<OrderRoutes>();
        Routes<AdoptionRoutes>();
        Routes<FailureRoutes>();
        Routes<GroupRoutes>();
        Routes<SystemRoutes>();
        Routes<StatusRoutes>();
        Routes<ReconciliationRoutes>();
        Routes<PrivacyRoutes>();
        Routes<StoreRoutes>();
        services.AddSingleton<Readiness>();
        if (roles.HasFlag(Roles.Console))
        {
            http.Validate<IOptions<ConsoleSettings>>(
                (urls, console) => console.Value.OpenId.Authority is not null
                    || urls.Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback),
                "Http:Urls has an address that other machines can reach, and the console is served there: people must come by the company's "
                    + "sign-in. Give Console:OpenId:Authority, or leave the role console out (serve --roles).");
            services.AddSingleton<FlowStrip>();
            services.AddSingleton<FormRoutes>();
            services.AddSingleton<ConsolePages>();
        }

        return services.AddHostedService<HttpServer>();

        // Forms of the console are the API's requests, whether it is served or not.
        void Routes<T>()
            where T : class, IApiRoutes
        {
            services.AddSingleton<T>();
            if (roles.HasFlag(Roles.Api))
            {
                services.AddSingleton<IApiRoutes>(provider => provider.GetRequiredService<T>());
            }
        }
    }
}
