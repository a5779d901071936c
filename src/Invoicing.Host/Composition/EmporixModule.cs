using Invoicing.Emporix;
using Invoicing.Host.Commands.Checking;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>Emporix: its tenants are those that the settings name; without any it is not there for people.</summary>
internal sealed class EmporixModule() : SystemModule<EmporixSystem>(EmporixTexts.Texts, EmporixSettings.Section)
{
    public override bool IsSetUp(IConfiguration configuration) =>
        configuration.GetSection($"{EmporixSettings.Section}:{nameof(EmporixSettings.Tenants)}").GetChildren().Any();

    public override void AddSystem(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EmporixSettings>(Section, configuration);
        services.AddSingleton<IValidateOptions<EmporixSettings>, EmporixSettingsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddEmporixClient(configuration);
        services.AddSingleton<Captures>();
        services.AddSingleton<Logos>();
        services.AddSingleton<IInvoiceRenderer, InvoiceRenderer>();
        services.AddSingleton<InvoiceFiles>();
        services.AddSingleton<CustomerMails>();
        services.AddSingleton<EmporixSystem>();
    }

    public override void Disconnect(IServiceCollection services) => services.PostConfigure<EmporixSettings>(settings =>
    {
        settings.BaseUrl = ShadowMode.NoAddress;
        foreach (var tenant in settings.Tenants.Values)
        {
            (tenant.ClientId, tenant.ClientSecret) = (ShadowMode.NoSecret, ShadowMode.NoSecret);
        }
    });

    public override void AddPlanner(IServiceCollection services, OptionsBuilder<InvoicingSettings> invoicing)
    {
        services.ReadSettings<EmporixSettings>(Section);
        services.AddSingleton<IStepPlanner, EmporixPlanner>();
    }

    public override void AddPersonalData(IServiceCollection services) => services.AddPersonalDataStore<KeptInvoices>();

    public override CallLimits LimitsOf(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IOptions<EmporixSettings>>().Value;
        return new(settings.CallTimeout, settings.CallMargin, settings.Concurrency);
    }

    public override async Task<Finding> Check(IServiceProvider services, CancellationToken ct)
    {
        var problems = await services.GetRequiredService<EmporixSystem>().Check();
        var emporix = services.GetRequiredService<IOptions<EmporixSettings>>().Value.BaseUrl.Authority;
        return problems.Count > 0 ? Finding.Wrong(string.Join(' ', problems)) : Finding.Well($"{emporix} takes all tenants' clients");
    }
}
