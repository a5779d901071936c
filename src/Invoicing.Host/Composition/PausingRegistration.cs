using Invoicing.Recovery;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

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

    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddPauses()
        .AddSingleton<Admission>()
        .AddSingleton<StepRunner>()
        .AddSingleton<IAdmission>(provider => provider.GetRequiredService<Admission>())
        .AddSingleton<IHostedService>(provider => new DatabaseWatch(
            TimeSpan.FromSeconds(1), provider.GetRequiredService<Admission>().Look));
}
