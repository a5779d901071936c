using Invoicing.CallingRetailPro;
using Invoicing.Messaging;
using Invoicing.RecoveringOrders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.OrderInvoicing;

/// <summary>The flow's own parts.</summary>
internal static class OrderInvoicingRegistration
{
    public static IServiceCollection AddOrderInvoicing(this IServiceCollection services)
    {
        services.AddOptions<InvoicingSettings>().BindConfiguration("Invoicing").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new OrderDecisions(provider.GetRequiredService<IOptions<InvoicingSettings>>().Value));
        services.AddSingleton<SagaDecider>();
        services.AddSingleton<JournaledCall>();
        return services;
    }

    public static IServiceCollection AddRecovery(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<DueOrders>();
        return roles.HasFlag(Roles.Recovery) ? services.AddHostedService<Recovery>() : services;
    }
}
