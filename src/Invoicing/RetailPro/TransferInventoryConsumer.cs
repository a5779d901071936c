using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Moves stock to the invoicing store by a slip in Retail Pro. What fails for good goes to <c>transfer-inventory_error</c>.</summary>
internal sealed class TransferInventoryConsumer(
    StepRunner call, IRetailPro retailPro, IOptions<RetailProSettings> options, IOptions<InvoicingSettings> invoicing) : IConsumer<TransferInventory>
{
    public async Task Consume(ConsumeContext<TransferInventory> context)
    {
        if (await Carry(context.Message, context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0, context.CancellationToken) is { } answer)
        {
            await context.Publish(answer);
        }
    }

    /// <returns>What the saga is to hear; null when there is nothing to report.</returns>
    public async Task<object?> Carry(TransferInventory command, bool isAgain, CancellationToken ct)
    {
        var (orderNo, slipNo, attempt) = command;
        var report = await call.Make(
            new StepCall(
                $"retailpro/slip/{slipNo}",
                orderNo,
                Step.SlipName(slipNo),
                attempt,
                isAgain,
                row => Build(row, slipNo),
                row => Goods.AreOutdated(row, invoicing.Value, options.Value),
                retailPro.SendSlip,
                !string.IsNullOrEmpty(options.Value.SlipLookup),
                () => retailPro.FindSlip(slipNo)),
            ct);

        return report switch
        {
            Accepted accepted => new InventoryTransferred(orderNo, slipNo, attempt, accepted.At),
            Deferred deferred => new TransferDeferred(orderNo, slipNo, attempt, deferred.Reason, deferred.RetryAfter, deferred.OutcomeUnknown, deferred.IsPaused),
            _ => null,
        };
    }

    private Prepared Build(OrderProcess row, string slipNo)
    {
        var transfer = row.Transfers.Single(t => t.SlipNo == slipNo);
        return TransferSlipBuilder.Build(row.Planned, slipNo, transfer.FromStore, transfer.ToStore, options.Value);
    }
}
