using Invoicing.ErrorQueues;
using Invoicing.Operations;
using Invoicing.Recovery;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Composition;

/// <summary>What people ask of orders, error queues and pauses, and do to them.</summary>
internal static class OperationsRegistration
{
    public static IServiceCollection AddOperatingOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<NoticeStore>();
        services.AddSingleton<OrderViews>();
        services.AddSingleton<FlowStatusView>();
        services.AddSingleton<OrderCommands>();
        return services;
    }

    public static IServiceCollection AddOperatingErrorQueues(this IServiceCollection services) => services
        .AddSingleton<OrderLookup>()
        .AddSingleton<ErrorActions>()
        .AddSingleton<ErrorQueueReader>();

    public static IServiceCollection AddPauses(this IServiceCollection services) => services.AddSingleton<PauseStore>();

    /// <summary>Calls are made, unless they are paused.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddPauses()
        .AddSingleton<Admission>()
        .AddSingleton<StepRunner>()
        .AddSingleton<IAdmission>(provider => provider.GetRequiredService<Admission>())
        .AddSingleton<IHostedService>(provider => new DatabaseWatch(
            TimeSpan.FromSeconds(1), provider.GetRequiredService<Admission>().Look));
}
