using Invoicing.CallingRetailPro;
using Invoicing.Contracts;
using Invoicing.OrderInvoicing;
using Invoicing.RetailPro;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Invoicing.InvoicingOrders;

/// <summary>Invoices an order in Retail Pro. What fails for good goes to <c>invoice-order_error</c>, and the saga hears of it.</summary>
internal sealed class InvoiceOrderConsumer(
    JournaledCall call, IRetailPro retailPro, IOptions<RetailProSettings> retailProOptions, IOptions<InvoicingSettings> invoicingOptions) : IConsumer<InvoiceOrder>
{
    public async Task Consume(ConsumeContext<InvoiceOrder> context)
    {
        var (orderNo, attempt) = context.Message;
        var number = OrderToInvoiceBuilder.NumberOf(orderNo, retailProOptions.Value);
        var report = await call.Make(
            new CallPlan(
                $"retailpro/invoice/{number}",
                orderNo,
                Step.InvoiceName,
                attempt,
                Build,
                retailPro.SendInvoice,
                !string.IsNullOrEmpty(retailProOptions.Value.InvoiceLookup),
                () => retailPro.FindInvoice(number)),
            context.CancellationToken);

        if (report is Accepted accepted)
        {
            await context.Publish(new OrderInvoiced(orderNo, attempt, accepted.DocumentNo, accepted.At));
        }
        else if (report is Deferred deferred)
        {
            await context.Publish(new InvoiceDeferred(orderNo, attempt, deferred.Reason, deferred.RetryAfter, deferred.OutcomeUnknown));
        }
    }

    private Built Build(OrderRow row) => OrderToInvoiceBuilder.Build(
        row.Content, row.Election, retailProOptions.Value, SalesChannels.KindOf(row.Content.SalesChannel, invoicingOptions.Value) == ChannelKind.Invoice);
}
