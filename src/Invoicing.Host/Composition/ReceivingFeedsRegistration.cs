using Invoicing.Intake;
using Invoicing.Intake.Results;
using Invoicing.Intake.Sftp;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>They are read only where there is a folder.</summary>
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
        // Where nobody asks for the rows they would only take memory.
        services.AddSingleton(provider =>
        {
            Func<Guid, OrderProcess, OrderProcess> remember =
                knownRows ? provider.GetRequiredService<RowCache>().Remember : (_, row) => row;
            return ActivatorUtilities.CreateInstance<FeedOrders>(provider, remember);
        });
        services.AddSingleton<FeedReading>();
        services.AddHostedService<FeedIntake>();
        if (configuration.IsShadow())
        {
            // Files of results and responses say that orders are invoiced, and what is fetched is missing where it was.
            return services;
        }

        services.AddHostedService<FeedReports>();
        var hasServer = !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(FeedSettings.Sftp)}:{nameof(SftpSettings.Host)}"]);
        return hasServer ? services.AddHostedService<SftpFeeds>() : services;
    }

    /// <summary>For commands that look at feeds.</summary>
    public static IServiceCollection AddFeedSettings(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<FeedSettings>, SftpSettingsValidation>();
        services.AddSettings<FeedSettings>(Section);
        return services;
    }
}
