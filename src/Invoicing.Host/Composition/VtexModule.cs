using Invoicing.Host.Commands.Checking;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Vtex;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>VTEX: its accounts are those that the settings name; without any it is not there for people.</summary>
internal sealed class VtexModule() : SystemModule<VtexSystem>(VtexTexts.Texts, VtexSettings.Section)
{
    public override bool IsSetUp(IConfiguration configuration) => Accounts(configuration).Any();

    public override void AddSystem(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<VtexSettings>(Section, configuration);
        services.AddSingleton<IValidateOptions<VtexSettings>, VtexSettingsValidation>();
        services.AddSingleton<IValidateOptions<VtexSettings>, VtexIntakeSettingsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        foreach (var account in Accounts(configuration))
        {
            services.AddVtexPipeline(account.Key);
        }

        services.AddSingleton<VtexSystem>();
    }

    public override void Disconnect(IServiceCollection services) => services.PostConfigure<VtexSettings>(settings =>
    {
        foreach (var account in settings.Accounts.Values)
        {
            (account.BaseUrl, account.AppKey, account.AppToken) = (ShadowMode.NoAddress, ShadowMode.NoSecret, ShadowMode.NoSecret);
        }
    });

    public override void AddPlanner(IServiceCollection services, OptionsBuilder<InvoicingSettings> invoicing)
    {
        services.ReadSettings<VtexSettings>(Section);
        services.AddSingleton<IStepPlanner>(
            provider => new VtexPlanner(
                provider.GetRequiredService<IOptions<VtexSettings>>().Value,
                provider.GetRequiredService<IOptions<InvoicingSettings>>().Value.Zone));
    }

    public override CallLimits LimitsOf(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IOptions<VtexSettings>>().Value;
        return new(settings.CallTimeout, settings.CallMargin, settings.Concurrency);
    }

    public override async Task<Finding> Check(IServiceProvider services, CancellationToken ct)
    {
        var accounts = services.GetRequiredService<IOptions<VtexSettings>>().Value.Accounts;
        var problems = await services.GetRequiredService<VtexSystem>().Check(ct);
        return problems.Count > 0
            ? Finding.Wrong(string.Join(' ', problems))
            : Finding.Well(string.Join(", ", accounts.Select(account => $"{account.Value.AddressOf(account.Key).Authority} answers")));
    }

    public static IEnumerable<IConfigurationSection> Accounts(IConfiguration configuration) =>
        configuration.GetSection($"{VtexSettings.Section}:{nameof(VtexSettings.Accounts)}").GetChildren();
}
