using Invoicing.Failures;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Registers the slice, except for its consumers' endpoint.</summary>
internal static class FailureNotifications
{
    /// <summary>Of the systems that orders go through.</summary>
    public static FailureTexts Texts => new([.. InstalledSystems.All.Select(system => system.Texts)]);

    public static IServiceCollection AddFailureNotifications(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddSettings<MailSettings>(MailSettings.Section);
        services.AddSingleton<IValidateOptions<MailSettings>>(new MailSettingsValidation(configuration));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NoticeStore>();
        services.AddSingleton(Texts);
        services.AddSingleton<MailMaker>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<IMailGateway>(provider => provider.GetRequiredService<IOptions<MailSettings>>().Value.UsesSmtp()
            ? ActivatorUtilities.CreateInstance<SmtpMailGateway>(provider)
            : ActivatorUtilities.CreateInstance<FolderMailGateway>(provider));
        return roles.HasFlag(Roles.Notifications) ? services.AddHostedService<MailDispatcher>() : services;
    }
}
