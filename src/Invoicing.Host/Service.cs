using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Recovery;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace Invoicing.Host;

/// <summary>The host of the service: settings from appsettings.json, environment and command line, in this order.</summary>
internal static class Service
{
    /// <param name="settings">Further settings as <c>Section:Name=value</c>, from the command line.</param>
    public static HostApplicationBuilder CreateBuilder(IEnumerable<string> settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = AppContext.BaseDirectory,
            // Watching the content root for changes costs CPU whenever a log is written there; settings are read once.
            Args =
            [
                "--hostBuilder:reloadConfigOnChange=false",
                .. settings.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : "--" + setting),
            ],
        });
        SettingSections.Check(((IConfigurationRoot)builder.Configuration).Providers);
        builder.Services.AddSerilog(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage();
        return builder;
    }

    public static IHost Build(IEnumerable<string> settings, Roles roles)
    {
        var builder = CreateBuilder(settings);
        roles = roles.Allowed(builder.Configuration);
        builder.Services.AddHostedService<StartupMigration>();
        // Before all that works and until all of it has ended.
        builder.Services.AddHostedService<ServicePresence>();
        builder.Services.Configure<PostgresSettings>(settings => settings.ApplicationName = PostgresSettings.OfService);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<StoreDirectories>());
        builder.Services.AddSystems(builder.Configuration);
        builder.Services.AddOrderInvoicing();
        builder.Services.AddOperatingOrders();
        builder.Services.AddAdmission();
        builder.Services.AddFailureNotifications(builder.Configuration, roles);
        builder.Services.AddMessaging(builder.Configuration, roles);
        builder.Services.AddRecovery(roles);
        builder.Services.AddReconciling(roles);
        builder.Services.AddPersonalData();
        builder.Services.AddReceivingFeeds(builder.Configuration, roles);
        builder.Services.AddVtexIntake(builder.Configuration, roles);
        builder.Services.AddEmporixApi(builder.Configuration, roles);
        builder.Services.AddHttp(builder.Configuration, roles);
        builder.Services.AddTelemetry(builder.Configuration, HttpRegistration.IsServed(builder.Configuration, roles));
        return builder.Build();
    }
}
