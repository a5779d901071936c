using Invoicing.Failures;
using Invoicing.Intake.Results;
using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Invoicing.Host.Composition;

/// <summary>Wherever personal data lies. Whoever registers it registers the settings of feeds and mails, too.</summary>
internal static class PersonalDataRegistration
{
    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.TryAddSingleton<PersonalData>();
        services.AddPersonalDataStore<MailFiles>();
        services.AddPersonalDataStore<FeedFiles>();
        foreach (var system in InstalledSystems.All)
        {
            system.AddPersonalData(services);
        }

        services.AddOperatingErrorQueues();
        return services.AddSingleton<Privacy>();
    }

    /// <summary>A place that is looked at when a person asks, and cleaned in time if it says how.</summary>
    public static void AddPersonalDataStore<T>(this IServiceCollection services)
        where T : class, IPersonalDataStore
    {
        services.AddSingleton<T>();
        services.AddSingleton<IPersonalDataStore>(provider => provider.GetRequiredService<T>());
        if (typeof(T).IsAssignableTo(typeof(IErasedInTime)))
        {
            services.AddSingleton(provider => (IErasedInTime)provider.GetRequiredService<T>());
        }
    }
}
