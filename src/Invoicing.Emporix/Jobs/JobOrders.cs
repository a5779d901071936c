using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Emporix.Jobs;

/// <summary>Takes in the orders of jobs.</summary>
internal sealed class JobOrders(OrderProcessor processor, IOrderStore orders, TimeProvider clock)
{
    /// <summary>
    /// One that is new is stored. One that has failed is tried again: it is due at once, and the recovery sends it. One that is on its way
    /// already is joined.
    /// </summary>
    /// <returns>To be sent.</returns>
    public async Task<IEnumerable<PendingMessage>> TakeIn(InvoiceJob job, string orderId, CancellationToken ct)
    {
        var orderNo = EmporixOrders.NumberOf(job.Tenant, orderId);
        var key = OrderKey.Of(orderNo);
        if (await orders.Load(key, ct) is not { } known)
        {
            var decision = await processor.Decide(null, ArrivalOf(orderNo), ct);
            if (await orders.Insert(key, decision.After, processor.DueIn(decision), ct))
            {
                return decision.Messages(again: false);
            }

            known = (await orders.Load(key, ct))!;
        }

        if (known.State is OrderState.Failed or OrderState.NothingToInvoice)
        {
            // As it is in Emporix now, while nothing was taken; else it goes on where it was.
            OrderEvent again = EmporixPlanner.HasStarted(known)
                ? new RetryOrder(null, job.By, $"invoice job {job.Id}")
                : ArrivalOf(orderNo);
            try
            {
                await processor.CarryOut(orderNo, again, null, ct);
            }
            catch (CommandRefusedException)
            {
                // Only a person can tell what became of it: the job tells so.
            }
        }

        return [];
    }

    /// <summary>The time tells a backup that was restored since from one before, and a further job from the one that has failed.</summary>
    private OrderArrived ArrivalOf(string orderNo)
    {
        var now = clock.GetUtcNow();
        return new(new Order
        {
            OrderNo = orderNo, OrderName = orderNo, SalesChannel = EmporixPlanner.JobChannel, CreatedAt = now, CompletedAt = now,
        });
    }
}
