using System.ComponentModel.DataAnnotations;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.ThirdSystem;

/// <summary>The loyalty programme's registration.</summary>
internal sealed class LoyaltyModule() : SystemModule<LoyaltySystem>(s_texts, "Loyalty")
{
    private static readonly SystemTexts s_texts = new(LoyaltyPlanner.SystemName, "Loyalty")
    {
        Steps = new Dictionary<string, StepTexts>
        {
            [LoyaltyPlanner.Member] = new("membership", Messaging.Queues.StepsOf(LoyaltyPlanner.SystemName)),
            [LoyaltyPlanner.Points] = new("points", Messaging.Queues.StepsOf(LoyaltyPlanner.SystemName)),
        },
        AddressSetting = "Loyalty:BaseUrl",
        CredentialsRefused = ["Mend `Loyalty:Key`, and run `invoicing resume loyalty --reason \"…\"`."],
    };

    public override void AddSystem(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<LoyaltySettings>(Section, configuration);
        services.AddSingleton<LoyaltySystem>();
    }

    public override void AddPlanner(IServiceCollection services, OptionsBuilder<InvoicingSettings> invoicing) =>
        services.AddSingleton<IStepPlanner, LoyaltyPlanner>();

    public override CallLimits LimitsOf(IServiceProvider services) => new(LoyaltySystem.LongestCall, LoyaltySystem.Margin, 8);

    public override async Task<Finding> Check(IServiceProvider services, CancellationToken ct)
    {
        var url = services.GetRequiredService<IOptions<LoyaltySettings>>().Value.BaseUrl!;
        using var http = new HttpClient();
        using var answer = await http.GetAsync(url, ct);
        return Finding.Well($"{url.Authority} answers");
    }
}

/// <summary>Section <c>Loyalty</c>.</summary>
internal sealed class LoyaltySettings
{
    [Required]
    public Uri? BaseUrl { get; set; }

    public string Key { get; set; } = "";
}
