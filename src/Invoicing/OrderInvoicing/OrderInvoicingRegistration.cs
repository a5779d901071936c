using Invoicing.CallingRetailPro;
using Invoicing.ErasingPersonalData;
using Invoicing.Messaging;
using Invoicing.RecoveringOrders;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.OrderInvoicing;

/// <summary>The flow's own parts.</summary>
internal static class OrderInvoicingRegistration
{
    public static IServiceCollection AddOrderInvoicing(this IServiceCollection services)
    {
        services.AddSettings<InvoicingSettings>("Invoicing")
            .Validate<IOptions<RetailProSettings>>(
                (invoicing, retailPro) => invoicing.AnswerTimeout >= retailPro.Value.CallTimeout + retailPro.Value.CallMargin,
                "Invoicing:AnswerTimeout must be at least RetailPro:CallTimeout and RetailPro:CallMargin together: before that no answer is late");
        services.AddSingleton(provider => new OrderDecisions(
            provider.GetRequiredService<IOptions<InvoicingSettings>>().Value, () => provider.GetRequiredService<Restorations>().Newest));
        services.AddSingleton<SagaDecider>();
        services.AddSingleton<OpenCalls>().AddHostedService(provider => provider.GetRequiredService<OpenCalls>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<JournaledCall>(
            provider, (Func<CancellationToken, ValueTask<Restoration?>>)provider.GetRequiredService<Restorations>().Look));
        return services;
    }

    public static IServiceCollection AddRecovery(this IServiceCollection services, Roles roles)
    {
        services.AddHostedService<RestorationWatch>();
        services.AddSingleton<DueOrders>();
        services.AddSingleton<PersonalData>();
        return roles.HasFlag(Roles.Recovery) ? services.AddHostedService<Recovery>().AddHostedService<Erasure>() : services;
    }
}
