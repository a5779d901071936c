using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Invoices an order in Retail Pro. What fails for good goes to <c>invoice-order_error</c>, and the saga hears of it.</summary>
internal sealed class InvoiceOrderConsumer(
    StepRunner call, IRetailPro retailPro, IOptions<RetailProSettings> retailProOptions, IOptions<InvoicingSettings> invoicingOptions) : IConsumer<InvoiceOrder>
{
    public async Task Consume(ConsumeContext<InvoiceOrder> context)
    {
        if (await Carry(context.Message, context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0, context.CancellationToken) is { } answer)
        {
            await context.Publish(answer);
        }
    }

    /// <returns>What the saga is to hear; null when there is nothing to report.</returns>
    public async Task<object?> Carry(InvoiceOrder command, bool isAgain, CancellationToken ct)
    {
        var (orderNo, attempt) = command;
        var number = OrderToInvoiceBuilder.NumberOf(orderNo, retailProOptions.Value);
        var report = await call.Make(
            new StepCall(
                $"retailpro/invoice/{number}",
                orderNo,
                Step.InvoiceName,
                attempt,
                isAgain,
                Build,
                row => Goods.AreOutdated(row, invoicingOptions.Value, retailProOptions.Value),
                retailPro.SendInvoice,
                !string.IsNullOrEmpty(retailProOptions.Value.InvoiceLookup),
                () => retailPro.FindInvoice(number)),
            ct);

        return report switch
        {
            Accepted accepted => new OrderInvoiced(orderNo, attempt, accepted.DocumentNo, accepted.At, accepted.MayBeOlder),
            Deferred deferred => new InvoiceDeferred(orderNo, attempt, deferred.Reason, deferred.RetryAfter, deferred.OutcomeUnknown, deferred.IsPaused),
            _ => null,
        };
    }

    private Prepared Build(OrderProcess row) => OrderToInvoiceBuilder.Build(
        row.Planned, row.Election, retailProOptions.Value, SalesChannels.KindOf(row.Content.SalesChannel, invoicingOptions.Value) == ChannelKind.Invoice);
}
