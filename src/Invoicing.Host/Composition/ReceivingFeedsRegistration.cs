using Invoicing.Intake;
using Invoicing.Intake.Results;
using Invoicing.Intake.Sftp;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Registers the slice; it runs only where there is a folder.</summary>
internal static class ReceivingFeedsRegistration
{
    private const string Section = "Feeds";

    public static IServiceCollection AddReceivingFeeds(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddFeedSettings();
        if (!roles.HasFlag(Roles.Feeds) || string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(FeedSettings.Folder)}"]))
        {
            return services;
        }

        services.AddSingleton(provider => new FeedFolder(provider.GetRequiredService<IOptions<FeedSettings>>().Value.Folder));
        var knownRows = (roles & (Roles.Saga | Roles.Invoices | Roles.Transfers | Roles.Steps)) != 0;
        services.AddSingleton(provider => new FeedOrders(
            provider.GetRequiredService<OrderProcessor>(),
            knownRows ? provider.GetRequiredService<RowCache>() : null,
            provider.GetRequiredService<IOptions<InvoicingSettings>>(),
            provider.GetServices<IStepPlanner>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FeedOrders>>()));
        // Its own look at the queues: that of the recovery is for one caller.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FeedDispatch>(provider, ActivatorUtilities.CreateInstance<QueueDepths>(provider)));
        services.AddSingleton<FeedReading>();
        services.AddHostedService<FeedIntake>().AddHostedService<FeedReports>();
        return string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(FeedSettings.Sftp)}:{nameof(SftpSettings.Host)}"]) ? services : services.AddHostedService<SftpFeeds>();
    }

    /// <summary>For commands that look at feeds.</summary>
    public static IServiceCollection AddFeedSettings(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<FeedSettings>, SftpSettingsValidation>();
        services.AddSettings<FeedSettings>(Section);
        return services;
    }
}
