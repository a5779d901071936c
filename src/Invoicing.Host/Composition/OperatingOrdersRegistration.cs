using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Invoicing.Host.Composition;

/// <summary>What people ask of orders and do to them.</summary>
internal static class OperatingOrdersRegistration
{
    public static IServiceCollection AddOperatingOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<NoticeStore>();
        services.AddSingleton<OrderViews>();
        services.AddSingleton<FlowStatusView>();
        services.AddSingleton<OrderCommands>();
        return services;
    }
}
