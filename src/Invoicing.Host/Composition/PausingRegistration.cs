using Invoicing.Recovery;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Invoicing.Host.Composition;

/// <summary>Registers the slice.</summary>
internal static class PausingRegistration
{
    public static IServiceCollection AddPauses(this IServiceCollection services)
    {
        services.TryAddSingleton<NoticeStore>();
        services.AddSingleton<PauseStore>();
        return services;
    }

    public static IServiceCollection AddRetailProGate(this IServiceCollection services) => services
        .AddPauses()
        .AddSingleton<RetailProGate>()
        .AddSingleton<IAdmission>(provider => provider.GetRequiredService<RetailProGate>())
        .AddHostedService<PauseWatch>();
}
