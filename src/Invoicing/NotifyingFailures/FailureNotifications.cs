using Invoicing.Messaging;
using Invoicing.ReportingFailures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.NotifyingFailures;

/// <summary>Registers the slice, except for its consumers' endpoint.</summary>
internal static class FailureNotifications
{
    public static IServiceCollection AddFailureNotifications(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        var section = configuration.GetSection(MailSettings.Section);
        services.AddOptions<MailSettings>()
            .Bind(section)
            .Configure(settings => ReadLists(section, settings))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<MailRoutes>();
        services.AddSingleton<NoticeMerger>();
        services.AddSingleton<FailureReports>();
        services.AddSingleton<DailyMails>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<IMailGateway>(provider => provider.GetRequiredService<IOptions<MailSettings>>().Value.UsesSmtp
            ? ActivatorUtilities.CreateInstance<SmtpMailGateway>(provider)
            : ActivatorUtilities.CreateInstance<FolderMailGateway>(provider));
        return roles.HasFlag(Roles.Notifications) ? services.AddHostedService<MailDispatcher>() : services;
    }

    /// <summary>What .NET's binder would read only as lists, one value a key.</summary>
    private static void ReadLists(IConfigurationSection section, MailSettings settings)
    {
        settings.To = Values(section.GetSection(nameof(MailSettings.To)));
        settings.Routes =
        [
            .. section.GetSection(nameof(MailSettings.Routes)).GetChildren().Select(route => new MailRoute
            {
                Stores = Values(route.GetSection(nameof(MailRoute.Stores))),
                Kinds = Values(route.GetSection(nameof(MailRoute.Kinds))),
                To = Values(route.GetSection(nameof(MailRoute.To))),
            }),
        ];
        settings.Stores.Clear();
        foreach (var store in section.GetSection(nameof(MailSettings.Stores)).GetChildren())
        {
            settings.Stores[store.Key] = string.Join(',', Values(store));
        }
    }

    private static string[] Values(IConfigurationSection section) =>
        [.. section.GetChildren().Select(child => child.Value).Prepend(section.Value).SelectMany(MailSettings.Split)];
}
