using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Recovery;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>The flow's own parts, and what people ask of orders and error queues and do to them.</summary>
internal static class OrderInvoicingRegistration
{
    public static IServiceCollection AddOrderInvoicing(this IServiceCollection services)
    {
        var settings = services.AddSettings<InvoicingSettings>("Invoicing");
        TimeZoneSetting.Add(settings);
        RetentionSetting.Add(settings);
        settings.Validate(
            invoicing => Array.TrueForAll(invoicing.NeverShips.Upcs, upc => NamePatterns.IsSound(upc) && upc.Trim('*', ' ').Length > 0),
            "Invoicing:NeverShips:Upcs has a UPC that is blank, or a pattern that is no more than *; allowed are UPCs with "
                + "one * at most, such as GIFTCARD*");
        settings.Validate(
            invoicing => string.IsNullOrWhiteSpace(invoicing.GoLive) || IsoTime.TryRead(invoicing.GoLive.Trim(), TimeZoneInfo.Utc, out _),
            "Invoicing:GoLive is no time, allowed is one such as 2026-03-04T22:00 (local time of Invoicing:TimeZone) or "
                + "2026-03-04T22:00-06:00; empty: off");
        services.AddSingleton<IValidateOptions<InvoicingSettings>, RouteValidation>();
        foreach (var system in InstalledSystems.All)
        {
            system.AddPlanner(services, settings);
            settings.Validate<IServiceProvider>(
                (invoicing, provider) => !system.IsSetUp(provider.GetRequiredService<IConfiguration>())
                    || (system.LimitsOf(provider) is var limits && invoicing.AnswerTimeout >= limits.Timeout + limits.Margin),
                $"Invoicing:AnswerTimeout must be at least {system.Section}:CallTimeout and {system.Section}:CallMargin together: "
                    + "before that no answer is late");
        }

        services.AddSingleton(InstalledSystems.Queues);
        services.AddSingleton<PauseStore>();
        services.AddSingleton(provider => new ProcessRules(
            provider.GetRequiredService<IOptions<InvoicingSettings>>().Value,
            [.. provider.GetServices<IStepPlanner>()],
            () => provider.GetRequiredService<BackupRestores>().Newest));
        services.AddSingleton<Func<CancellationToken, ValueTask<BackupRestore?>>>(provider =>
        {
            var (restores, stores) = (provider.GetRequiredService<BackupRestores>(), provider.GetRequiredService<StoreDirectories>());
            return async ct =>
            {
                // Whoever decides plans, too.
                await stores.Look(ct);
                return await restores.Look(ct);
            };
        });
        services.AddSingleton<Func<StoreDirectory>>(provider =>
        {
            var stores = provider.GetRequiredService<StoreDirectories>();
            return () => stores.Current;
        });
        services.AddSingleton<OrderProcessor>();
        services.AddSingleton<WaitingUpdates>();
        services.AddSingleton<SagaDecider>();
        services.AddSingleton<InFlightCalls>().AddHostedService(provider => provider.GetRequiredService<InFlightCalls>());
        return services;
    }

    public static IServiceCollection AddOperatingOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<NoticeStore>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<FlowStatusQuery>();
        services.AddSingleton<FlowPaceQuery>();
        services.AddSingleton<FailedOrders>();
        services.AddSingleton<OrderCommands>();
        services.AddSingleton<Adoptions>();
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<GroupStore>();
        services.AddSingleton<GroupRunner>();
        services.AddSingleton<StoreCommands>();
        return services;
    }

    public static IServiceCollection AddOperatingErrorQueues(this IServiceCollection services) => services
        .AddSingleton<OrderLookup>()
        .AddSingleton<ErrorActions>()
        .AddSingleton<ErrorQueueReader>();

    /// <summary>Calls are made, unless they are paused.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddSingleton<Admission>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<StepRunner>(
            provider, provider.GetRequiredService<IOptions<InvoicingSettings>>().Value.Mode))
        .AddSingleton<IAdmission>(provider => provider.GetRequiredService<Admission>())
        .AddHostedService(provider => provider.GetRequiredService<Admission>());

    public static IServiceCollection AddRecovery(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<DueOrders>();
        return roles.HasFlag(Roles.Recovery) ? services
            .AddHostedService<Recovery.RecoveryWorker>().AddHostedService<UpdateDelivery>().AddHostedService<Erasure>()
            .AddHostedService<GroupWorker>() : services;
    }
}

/// <summary>Every route goes to systems that there are, and no channel is told of twice.</summary>
internal sealed class RouteValidation : IValidateOptions<InvoicingSettings>
{
    public ValidateOptionsResult Validate(string? name, InvoicingSettings settings)
    {
        string[] problems =
        [
            .. settings.Routes.Where(route => new Route(route.Value).Parts.Count == 0)
                .Select(route => $"Invoicing:Routes:{route.Key} names no system"),
            .. settings.Routes.SelectMany(route => new Route(route.Value).Parts.Where(part => !IsKnown(part)).Select(part =>
                $"Invoicing:Routes:{route.Key} names {part}; systems are "
                + $"{string.Join(", ", InstalledSystems.All.Select(system => system.Texts.Name))}, "
                + "alone or with one operation, such as retailpro/slip")),
            .. settings.Routes.Where(route => settings.Channels.ContainsKey(route.Key) && route.Value.Contains('/')).Select(route =>
                $"Invoicing:Routes:{route.Key} and Invoicing:Channels:{route.Key} both say what the channel is: keep one of them"),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsKnown(string part) => InstalledSystems.All.Any(system =>
        part == system.Texts.Name || system.Texts.Steps.Keys.Any(step => part == $"{system.Texts.Name}/{step.Split('/')[^1]}"));
}
