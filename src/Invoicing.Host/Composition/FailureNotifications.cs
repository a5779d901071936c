using Invoicing.Failures;
using Invoicing.Failures.Reports;
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
    public static IServiceCollection AddFailureNotifications(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddSettings<MailSettings>(MailSettings.Section);
        services.AddSingleton<IValidateOptions<MailSettings>>(new MailSettingsValidation(configuration));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<MailRoutes>();
        services.AddSingleton<NoticeMerger>();
        services.AddSingleton<FailureReports>();
        services.AddSingleton<DailyMails>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<IMailGateway>(provider => provider.GetRequiredService<IOptions<MailSettings>>().Value.UsesSmtp()
            ? ActivatorUtilities.CreateInstance<SmtpMailGateway>(provider)
            : ActivatorUtilities.CreateInstance<FolderMailGateway>(provider));
        return roles.HasFlag(Roles.Notifications) ? services.AddHostedService<MailDispatcher>() : services;
    }
}
