using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Recovery;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>The flow's own parts.</summary>
internal static class OrderInvoicingRegistration
{
    public static IServiceCollection AddOrderInvoicing(this IServiceCollection services)
    {
        var settings = services.AddSettings<InvoicingSettings>("Invoicing");
        TimeZoneSetting.Add(settings);
        settings
            .Validate<IOptions<RetailProSettings>>(
                (invoicing, retailPro) => invoicing.AnswerTimeout >= retailPro.Value.CallTimeout + retailPro.Value.CallMargin,
                "Invoicing:AnswerTimeout must be at least RetailPro:CallTimeout and RetailPro:CallMargin together: before that no answer is late")
            .Validate(
                invoicing => Array.TrueForAll(invoicing.NeverShips.Upcs, upc => NamePatterns.IsSound(upc) && upc.Trim('*', ' ').Length > 0),
                "Invoicing:NeverShips:Upcs has a UPC that is blank, or a pattern that is no more than *; allowed are UPCs with one * at most, such as GIFTCARD*")
            .Validate(
                invoicing => invoicing.NeverShips.Store is not { } store || (store.Length <= LineFields.StoreLimit && store == TextNormal.Of(store)),
                $"Invoicing:NeverShips:Store is too long or begins or ends with a blank, allowed are at most {LineFields.StoreLimit} characters");
        services.AddSingleton<IStepPlanner>(provider => new RetailProPlanner(
            provider.GetRequiredService<IOptions<InvoicingSettings>>().Value, provider.GetRequiredService<IOptions<RetailProSettings>>().Value));
        services.AddSingleton(provider => new ProcessRules(
            provider.GetRequiredService<IOptions<InvoicingSettings>>().Value,
            [.. provider.GetServices<IStepPlanner>()],
            () => provider.GetRequiredService<BackupRestores>().Newest));
        services.AddSingleton<Func<CancellationToken, ValueTask<BackupRestore?>>>(provider => provider.GetRequiredService<BackupRestores>().Look);
        services.AddSingleton<OrderProcessor>();
        services.AddSingleton<SagaDecider>();
        services.AddSingleton<InFlightCalls>().AddHostedService(provider => provider.GetRequiredService<InFlightCalls>());
        return services;
    }

    public static IServiceCollection AddRecovery(this IServiceCollection services, Roles roles)
    {
        // Keeps every process of the service visible to recover-from-backup, even one that has nothing to do, and one that was overlooked from
        // going on with rows of before. The pool would close a connection that is idle for longer.
        services.AddSingleton<IHostedService>(provider => new DatabaseWatch(
            TimeSpan.FromSeconds(5), provider.GetRequiredService<BackupRestores>().LookAgain));
        services.AddSingleton<DueOrders>();
        services.AddSingleton<PersonalData>();
        return roles.HasFlag(Roles.Recovery) ? services.AddHostedService<Recovery.RecoveryWorker>().AddHostedService<Erasure>() : services;
    }
}
