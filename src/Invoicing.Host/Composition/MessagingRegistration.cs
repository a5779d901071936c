using System.Data.Common;
using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Composition;

/// <summary>The bus: its endpoints, and the policy that all of them share.</summary>
internal static class MessagingRegistration
{
    /// <param name="deployOnly">Declare exchanges and queues, consume nothing.</param>
    public static IServiceCollection AddMessaging(
        this IServiceCollection services,
        IConfiguration configuration,
        Roles roles,
        bool deployOnly = false)
    {
        var messaging = configuration.GetSection("Messaging").Get<MessagingSettings>() ?? new();
        services.AddSettings<MessagingSettings>("Messaging");
        services.AddSettings<RabbitMqSettings>("RabbitMq")
            .Validate(
                s => messaging.Transport == Transport.InMemory || BrokerAddress.TryParse(s.Uri) is not null,
                $"{BrokerAddress.Expected}; or set Messaging:Transport to InMemory");
        // Calls end by their own time-out (20 s by default), never by shutdown: each layer outlasts the one inside it.
        services.AddOptions<MassTransitHostOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.WaitUntilStarted = true;
            options.ConsumerStopTimeout = LongestCall(provider) + TimeSpan.FromSeconds(4);
            options.StopTimeout = LongestCall(provider) + TimeSpan.FromSeconds(6);
        });
        services.AddOptions<HostOptions>().Configure<IServiceProvider>(
            (options, provider) => options.ShutdownTimeout = LongestCall(provider) + TimeSpan.FromSeconds(8));

        // Each who asks has his own.
        services.AddTransient<QueueDepths>().AddTransient<OrderDispatch>();
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            // The service calls nobody but the systems in its settings.
            bus.DisableUsageTelemetry();
            AddEndpoints(bus, roles);
            bus.AddConfigureEndpointsCallback(ConfigureEndpoint);
            if (messaging.Transport == Transport.InMemory)
            {
                bus.UsingInMemory((context, broker) =>
                {
                    WriteCompactly(broker);
                    // Named by default as no broker would name it.
                    broker.Message<OrderCompleted>(message => message.SetEntityName(ReceivedOrder.Exchange));
                    broker.ConfigureEndpoints(context);
                });
            }
            else
            {
                bus.UsingRabbitMq((context, broker) => ConfigureBroker(context, broker, deployOnly));
            }
        });
        return services;
    }

    private static void AddEndpoints(IBusRegistrationConfigurator bus, Roles roles)
    {
        if (roles.HasFlag(Roles.Saga))
        {
            bus.AddSagaStateMachine<OrderInvoicingStateMachine, OrderSaga, OrderInvoicingDefinition>()
                .Repository(saga => saga.RegisterSagaRepository<
                    OrderSaga, OrderProcessor, SagaConsumeContextFactory<OrderProcessor, OrderSaga>, OrderSagaRepository>());
        }

        foreach (var system in InstalledSystems.All)
        {
            system.AddConsumers(bus, roles);
        }

        if (roles.HasFlag(Roles.Notifications))
        {
            bus.AddConsumer<FailureConsumer>().Endpoint(e => e.Name = Queues.NotifyFailures);
        }
    }

    private static void ConfigureBroker(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator broker, bool deployOnly)
    {
        var address = BrokerAddress.Parse(context.GetRequiredService<IOptions<RabbitMqSettings>>().Value.Uri);
        broker.Host(address.Host, (ushort)address.Port, address.VirtualHost, "invoicing", host =>
        {
            host.Username(address.UserName);
            host.Password(address.Password);
            if (address.Tls)
            {
                host.UseSsl(tls => tls.ServerName = address.Host);
            }
        });
        WriteCompactly(broker);
        Reconnection.Hurry(broker);
        broker.DeployTopologyOnly = deployOnly;
        // Error queues copy their source's arguments; one that dead-letters to itself would drop what is looked at too often.
        broker.SendTopology.ConfigureErrorSettings = error =>
        {
            foreach (var argument in Topology.ArgumentsOf("").Keys)
            {
                error.SetQueueArgument(argument, Topology.ErrorArguments.GetValueOrDefault(argument));
            }
        };
        broker.ConfigureEndpoints(context);
    }

    private static void ConfigureEndpoint(IRegistrationContext context, string name, IReceiveEndpointConfigurator endpoint)
    {
        var concurrency = ConcurrencyOf(name, context);
        endpoint.PrefetchCount = concurrency;
        endpoint.AddDeserializer(new IncomingMessages(name), isDefault: true);
        // A message that nobody consumes goes to the error queue too, and is told: there is one place to look.
        endpoint.FaultSkippedMessages(name);
        endpoint.ReturnWhatAStopCutsOff(context.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
        {
            foreach (var (argument, value) in Topology.ArgumentsOf(name))
            {
                queue.SetQueueArgument(argument, value);
            }

            // Workers of the broker's client only hand over; as many messages as are fetched are worked on.
            endpoint.ConcurrentMessageLimit = 1;
            queue.ConfigureChannel(channel => channel.UseFilter(new DetachedDeliveries()));
            foreach (var exchange in name == Queues.OrderInvoicing ? UpdateKinds.Exchanges : [])
            {
                queue.Bind(exchange);
            }
        }

        // Retried in place: the messages held meanwhile are the back-pressure. Everything else is permanent and goes to the error queue.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Interval(200_000, TimeSpan.FromMilliseconds(500));
            retry.Handle<DbException>(DatabaseFaults.IsAway);
            retry.Handle<Marten.Exceptions.SessionTransactionUnusableException>(DatabaseFaults.IsAway);
            retry.Handle<Exception>(BrokerFaults.IsAway);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Exponential(200, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(20));
            retry.Handle<ConcurrencyException>();
            retry.Handle<DbException>(DatabaseFaults.IsConflict);
        });
        // Sent after the row is saved and before the message is acknowledged; what a crash loses is sent again from the row.
        endpoint.UseInMemoryOutbox(context);
    }

    private static TimeSpan LongestCall(IServiceProvider services) =>
        InstalledSystems.In(services).Max(system => system.LimitsOf(services).Timeout);

    // A command waits for its place at the system with its claim in hand and its time running: more than this would wait in vain where the
    // system takes seconds.
    private static int ConcurrencyOf(string queue, IRegistrationContext context)
    {
        const int WaitingForAPlace = 4;
        var concurrency = context.GetRequiredService<IOptions<MessagingSettings>>().Value.Concurrency;
        return InstalledSystems.WithQueue(queue) is { } system
            ? Math.Min(concurrency, WaitingForAPlace * system.LimitsOf(context).Concurrency)
            : concurrency;
    }

    private static void WriteCompactly(IBusFactoryConfigurator bus) => bus.ConfigureJsonSerializerOptions(options =>
    {
        options.WriteIndented = false;
        return options;
    });
}
