using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>The saga's endpoint: messages of one order one after the other.</summary>
internal sealed class OrderInvoicingDefinition : SagaDefinition<OrderSaga>
{
    private const int Partitions = 512;

    public OrderInvoicingDefinition() => EndpointName = Queues.OrderInvoicing;

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpoint,
        ISagaConfigurator<OrderSaga> saga,
        IRegistrationContext context)
    {
        // Saves conflicts within this process; between processes the row's version decides.
        var byOrder = endpoint.CreatePartitioner(Partitions);
        Partition<ReceivedOrder>(m => m.OrderNo);
        Partition<ReceivedUpdate>(m => m.OrderNo);
        Partition<OrderInvoiced>(m => m.OrderNo);
        Partition<InvoiceDeferred>(m => m.OrderNo);
        Partition<Fault<InvoiceOrder>>(m => m.Message.OrderNo);
        Partition<InventoryTransferred>(m => m.OrderNo);
        Partition<TransferDeferred>(m => m.OrderNo);
        Partition<Fault<TransferInventory>>(m => m.Message.OrderNo);
        Partition<StepReported>(m => m.OrderNo);
        Partition<Fault<RunStep>>(m => m.Message.OrderNo);
        Partition<FailureNotified>(m => m.OrderNo);
        Partition<ResumeInvoicing>(m => m.OrderNo);

        void Partition<T>(Func<T, string> orderNo)
            where T : class => saga.Message<T>(message => message.UsePartitioner(byOrder, m => OrderKey.Of(orderNo(m.Message))));
    }
}
