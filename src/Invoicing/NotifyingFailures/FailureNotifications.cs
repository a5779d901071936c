using Invoicing.Messaging;
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
            .Configure(settings => settings.To = Addresses(section.GetSection(nameof(MailSettings.To))))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<NoticeMerger>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<IMailGateway>(provider => provider.GetRequiredService<IOptions<MailSettings>>().Value.UsesSmtp
            ? ActivatorUtilities.CreateInstance<SmtpMailGateway>(provider)
            : ActivatorUtilities.CreateInstance<FolderMailGateway>(provider));
        return roles.HasFlag(Roles.Notifications) ? services.AddHostedService<MailDispatcher>() : services;
    }

    /// <summary>Several addresses fit into one environment variable, which a list does not.</summary>
    private static string[] Addresses(IConfigurationSection to)
    {
        var values = to.GetChildren().Select(child => child.Value).Prepend(to.Value);
        return [.. values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }
}
