using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Host;
using Invoicing.Messaging;
using Invoicing.Orders;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Benchmarks.Load;

/// <summary>The service inside this process, without a broker: orders are put on its own bus.</summary>
internal sealed class BusLoad : ILoad, IPublishObserver
{
    private readonly IBus _bus;

    private BusLoad(IBus bus) => _bus = bus;

    public Completions Completions { get; } = new();

    public static async Task<ILoad> Start()
    {
        var host = Service.Build([], Roles.All);
        await host.StartAsync();
        var load = new BusLoad(host.Services.GetRequiredService<IBus>());
        load._bus.ConnectPublishObserver(load);
        return load;
    }

    public Task Publish(SampleOrder order) => _bus.Publish(new ReceivedOrder(JsonSerializer.Deserialize<JsonElement>(order.Json)));

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class
    {
        if (context.Message is InvoicingCompleted completed)
        {
            Completions.Note(completed.OrderNo);
        }

        return Task.CompletedTask;
    }

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
