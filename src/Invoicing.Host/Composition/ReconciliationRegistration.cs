using Invoicing.Intake;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Reconciliation;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Comparisons with the lists of the OMS: by command and API, by files among the feeds, and every day.</summary>
internal static class ReconciliationRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        var settings = services.AddSettings<ReconciliationSettings>(ReconciliationSettings.Section);
        settings.Validate(
            reconciliation => NamePatterns.IsSound(reconciliation.Files) && reconciliation.Files is not "*",
            "Reconciliation:Files must be a name with one * at most, and not * alone: with it no file would be taken for orders");
        settings.Validate(
            reconciliation => BusinessHours.Read(reconciliation.BusinessHours, TimeZoneInfo.Utc) is not null,
            "Reconciliation:BusinessHours cannot be read; days and times with commas between them are expected, such as "
                + "Mon-Fri 08:00-20:00, Sat 09:00-14:00");
        settings.Validate(
            reconciliation => reconciliation.Silence.Values.All(hours => hours is >= 0.1 and <= 1000),
            "Reconciliation:Silence must be 0.1 to 1000 business hours for each channel");
        services.TryAddSingleton<PauseStore>();
        services.AddSingleton<ReconciliationStore>();
        services.AddSingleton<ReconciliationQueries>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<DifferenceFile>();
        services.AddSingleton<SilentChannels>();
        services.AddSingleton<IOrderLists, ListedFiles>();
        return services;
    }

    /// <summary>What is compared by itself.</summary>
    public static IServiceCollection AddReconciling(this IServiceCollection services, Roles roles)
    {
        services.AddReconciliation();
        return roles.HasFlag(Roles.Recovery) ? services.AddHostedService<ReconciliationWorker>() : services;
    }
}
