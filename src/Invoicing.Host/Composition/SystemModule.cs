using Invoicing.Host.Commands.Checking;
using Invoicing.Messaging;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>A system that orders go through, as the program puts it together.</summary>
/// <param name="texts">What mails and pages say of it; its name is that of the system.</param>
/// <param name="section">The section of its settings.</param>
internal abstract class SystemModule(SystemTexts texts, string section)
{
    public SystemTexts Texts => texts;

    public string Section => section;

    /// <summary>Whether the settings say where it is: if not, people are told nothing of it.</summary>
    public virtual bool IsSetUp(IConfiguration configuration) => true;

    /// <summary>Where its steps are carried out.</summary>
    public IReadOnlyList<string> Queues => [.. texts.Steps.Values.Select(step => step.Queue).Distinct()];

    /// <summary>The system, its client and its settings: for the service.</summary>
    public abstract void AddSystem(IServiceCollection services, IConfiguration configuration);

    /// <summary>The system itself, where it was added.</summary>
    public abstract IInvoicingSystem SystemOf(IServiceProvider services);

    /// <summary>
    /// For shadow mode, whatever the settings say: it gets an address that leads nowhere, and needs no credentials.
    /// </summary>
    public virtual void Disconnect(IServiceCollection services)
    {
    }

    /// <summary>Its <see cref="IStepPlanner"/>: for the service and for commands.</summary>
    /// <param name="invoicing">May be given further rules.</param>
    public abstract void AddPlanner(IServiceCollection services, OptionsBuilder<InvoicingSettings> invoicing);

    /// <summary>Where it keeps personal data beside the orders.</summary>
    public virtual void AddPersonalData(IServiceCollection services)
    {
    }

    /// <summary>Whoever consumes its queues, as far as the process has the role.</summary>
    public abstract void AddConsumers(IBusRegistrationConfigurator bus, Roles roles);

    public abstract CallLimits LimitsOf(IServiceProvider services);

    /// <summary>Whether it can be reached with its settings.</summary>
    public abstract Task<Finding> Check(IServiceProvider services, CancellationToken ct);
}

/// <param name="Timeout">The longest time of a call.</param>
/// <param name="Margin">After it, a call that was not recorded counts as abandoned.</param>
/// <param name="Concurrency">Calls that the system takes at a time.</param>
internal readonly record struct CallLimits(TimeSpan Timeout, TimeSpan Margin, int Concurrency);

/// <summary>A system whose steps are all carried out in one queue of its own, <c>NAME-steps</c>.</summary>
internal abstract class SystemModule<TSystem>(SystemTexts texts, string section) : SystemModule(texts, section)
    where TSystem : class, IInvoicingSystem
{
    public override IInvoicingSystem SystemOf(IServiceProvider services) => services.GetRequiredService<TSystem>();

    public override void AddConsumers(IBusRegistrationConfigurator bus, Roles roles)
    {
        if (roles.HasFlag(Roles.Steps))
        {
            bus.AddConsumer<StepConsumer<TSystem>>().Endpoint(endpoint => endpoint.Name = Queues[0]);
        }
    }
}

/// <summary>The systems of this program.</summary>
internal static class InstalledSystems
{
    /// <summary>In the order in which their steps are planned: one may plan steps that come after those of systems before it.</summary>
    public static IReadOnlyList<SystemModule> All { get; private set; } = [new RetailProModule(), new EmporixModule(), new VtexModule()];

    public static WorkQueues Queues => new([.. All.Select(system => system.Queues)]);

    /// <summary>Before the program's commands are made.</summary>
    public static void Add(SystemModule system) => All = [.. All, system];

    public static IServiceCollection AddSystems(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var system in All)
        {
            system.AddSystem(services, configuration);
            if (configuration.IsShadow())
            {
                system.Disconnect(services);
            }
        }

        return services;
    }

    /// <summary>Those that the settings say something of.</summary>
    public static IEnumerable<SystemModule> In(IServiceProvider services) =>
        All.Where(system => system.IsSetUp(services.GetRequiredService<IConfiguration>()));

    /// <param name="name">As its texts have it.</param>
    public static SystemModule Named(string name) => All.Single(system => system.Texts.Name == name);

    /// <param name="queue">One of theirs; null: the queue of no system.</param>
    public static SystemModule? WithQueue(string queue) => All.FirstOrDefault(system => system.Queues.Contains(queue));
}
