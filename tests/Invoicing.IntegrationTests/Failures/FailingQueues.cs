using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Messaging;
using Invoicing.Storage;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>The program's queues, with the real notifier and with consumers that fail.</summary>
internal static class FailingQueues
{
    public static ServiceProvider Bus(NoticeStore notices, bool sagaFails = false) => new ServiceCollection()
        .AddSingleton(notices)
        .AddMassTransitTestHarness(bus =>
        {
            bus.AddConsumer<FailureConsumer>();
            bus.UsingInMemory((context, transport) =>
            {
                transport.ReceiveEndpoint(Queues.NotifyFailures, endpoint =>
                {
                    endpoint.ConfigureConsumer<FailureConsumer>(context);
                    endpoint.Handler<OrderInvoiced>(_ => throw new InvalidOperationException());
                });
                transport.ReceiveEndpoint(Queues.OrderInvoicing, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.FaultSkippedMessages(Queues.OrderInvoicing);
                    endpoint.Handler<OrderInvoiced>(
                        fact => throw new StepFailedException(FailureKind.Refused, $"Order {fact.Message.OrderNo} is not known."));
                    if (sagaFails)
                    {
                        endpoint.ConfigureConsumeTopology = true;
                        endpoint.Handler<Fault<InvoiceOrder>>(
                            _ => throw new StepFailedException(FailureKind.Refused, "Order 1042 is not known."));
                    }
                });
                foreach (var queue in new[] { Queues.InvoiceOrder, Queues.TransferInventory })
                {
                    transport.ReceiveEndpoint(queue, endpoint =>
                    {
                        endpoint.ConfigureConsumeTopology = false;
                        endpoint.Handler<InvoiceOrder>(_ => throw new InvalidOperationException());
                        endpoint.Handler<TransferInventory>(_ => throw new InvalidOperationException());
                        endpoint.Handler<OrderInvoiced>(_ => throw new InvalidOperationException());
                    });
                }
            });
        })
        .BuildServiceProvider(validateScopes: true);
}

[MessageUrn("Invoicing.Contracts:InvoiceOrder")]
public sealed record UnreadableInvoiceOrder(string OrderNo, string Attempt);

[MessageUrn("Invoicing.Contracts:InvoicingFailed")]
public sealed record UnreadableInvoicingFailed(int OrderNo);
