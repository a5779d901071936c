using Invoicing.Messaging;
using Invoicing.Vtex;
using Invoicing.Vtex.Intake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Composition;

/// <summary>What VTEX tells of its orders is taken in only where the settings ask for its feed or its hook.</summary>
internal static class VtexIntakeRegistration
{
    private const string Feed = $"{VtexSettings.Section}:{nameof(VtexSettings.Feed)}:{nameof(VtexFeedSettings.Enabled)}";
    private const string Hook = $"{VtexSettings.Section}:{nameof(VtexSettings.Hook)}:{nameof(VtexHookSettings.Urls)}";

    public static IServiceCollection AddVtexIntake(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        var (hasFeed, hasHook) = (bool.TryParse(configuration[Feed], out var isOn) && isOn, configuration.HasValues(Hook));
        if (!roles.HasFlag(Roles.VtexFeed) || !(hasFeed || hasHook))
        {
            return services;
        }

        if (hasHook)
        {
            // Before the workers: VTEX pings it when its configuration is written.
            services.AddHostedService<HookServer>();
        }

        foreach (var account in VtexModule.Accounts(configuration))
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<VtexIntake>(provider, account.Key));
        }

        return services;
    }

    /// <summary>Whether a list of the settings has any.</summary>
    public static bool HasValues(this IConfiguration configuration, string name) =>
        configuration.GetSection(name) is { } section && (!string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any());
}
