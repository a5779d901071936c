using Invoicing.CallingRetailPro;
using Invoicing.NotifyingFailures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Invoicing.PausingRetailPro;

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
        .AddSingleton<ICallGate>(provider => provider.GetRequiredService<RetailProGate>())
        .AddHostedService<PauseWatch>();
}
