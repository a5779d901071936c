using Invoicing.Messaging;
using Invoicing.ReceivingFeeds.Reporting;
using Invoicing.ReceivingFeeds.Taking;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.ReceivingFeeds;

/// <summary>Registers the slice; it runs only where there is a folder.</summary>
internal static class ReceivingFeedsRegistration
{
    private const string Section = "Feeds";

    public static IServiceCollection AddReceivingFeeds(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddSettings<FeedSettings>(Section);
        if (!roles.HasFlag(Roles.Feeds) || string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(FeedSettings.Folder)}"]))
        {
            return services;
        }

        services.AddSingleton(provider => new FeedFolder(provider.GetRequiredService<IOptions<FeedSettings>>().Value.Folder));
        services.AddSingleton<FeedOrders>();
        // Its own look at the queues: that of the recovery is for one caller.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FeedDispatch>(provider, ActivatorUtilities.CreateInstance<QueueDepths>(provider)));
        services.AddSingleton<FeedReading>();
        return services.AddHostedService<FeedIntake>().AddHostedService<FeedReports>();
    }
}
