using Invoicing.Host.Commands.Checking;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Retail Pro: its two kinds of steps have a queue each.</summary>
internal sealed class RetailProModule() : SystemModule(RetailProTexts.Texts, RetailProSettings.Section)
{
    public override void AddSystem(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RetailProSettings>(Section, configuration);
        services.AddSingleton<IValidateOptions<RetailProSettings>, RetailProSettingsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddRetailProPipeline();
        services.AddSingleton<RetailProClient>();
        services.AddSingleton<IRetailPro>(provider => provider.GetRequiredService<RetailProClient>());
        services.AddSingleton<RetailProSystem>();
    }

    public override IInvoicingSystem SystemOf(IServiceProvider services) => services.GetRequiredService<RetailProSystem>();

    public override void Disconnect(IServiceCollection services) => services.PostConfigure<RetailProSettings>(settings =>
        (settings.BaseUrl, settings.Headers, settings.UserName, settings.Password) = (ShadowMode.NoAddress, [], null, null));

    public override void AddPlanner(IServiceCollection services, OptionsBuilder<InvoicingSettings> invoicing)
    {
        // For the times that orders are judged by; where Retail Pro is does not matter here.
        services.ReadSettings<RetailProSettings>(Section);
        invoicing.Validate(
            settings => settings.NeverShips.Store is not { } store
                || (store.Length <= LineFields.StoreLimit && store == TextNormal.Of(store)),
            "Invoicing:NeverShips:Store is too long or begins or ends with a blank, allowed are at most "
                + $"{LineFields.StoreLimit} characters");
        services.AddSingleton<IValidateOptions<InvoicingSettings>, PolicyValidation>();
        services.AddSingleton<IStepPlanner>(provider => new RetailProPlanner(
            provider.GetRequiredService<IOptions<InvoicingSettings>>().Value,
            provider.GetRequiredService<IOptions<RetailProSettings>>().Value,
            provider.GetRequiredService<Func<StoreDirectory>>()));
    }

    public override void AddConsumers(IBusRegistrationConfigurator bus, Roles roles)
    {
        if (roles.HasFlag(Roles.Invoices))
        {
            bus.AddConsumer<InvoiceOrderConsumer>().Endpoint(endpoint => endpoint.Name = Messaging.Queues.InvoiceOrder);
        }

        if (roles.HasFlag(Roles.Transfers))
        {
            bus.AddConsumer<TransferInventoryConsumer>().Endpoint(endpoint => endpoint.Name = Messaging.Queues.TransferInventory);
        }
    }

    public override CallLimits LimitsOf(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IOptions<RetailProSettings>>().Value;
        return new(settings.CallTimeout, settings.CallMargin, settings.Concurrency);
    }

    public override async Task<Finding> Check(IServiceProvider services, CancellationToken ct)
    {
        // Its times are in the zone that is set here.
        _ = services.GetRequiredService<IOptions<InvoicingSettings>>().Value;
        var url = services.GetRequiredService<IOptions<RetailProSettings>>().Value.BaseUrl!;
        var problem = await services.GetRequiredService<RetailProClient>().Check(ct);
        return problem is null ? Finding.Well($"{url.Scheme}://{url.Authority} answers") : Finding.Wrong(problem);
    }
}
