using Invoicing.Contracts;
using Invoicing.Storage;
using MassTransit;

namespace Invoicing.Failures;

/// <summary>Keeps the failure of a step for the mail to operations.</summary>
internal sealed class NotifyFailureConsumer(NoticeStore notices) : IConsumer<InvoicingFailed>
{
    public async Task Consume(ConsumeContext<InvoicingFailed> context)
    {
        var failed = context.Message;
        await notices.Add(Notice.Of(failed), context.CancellationToken);
        // After a duplicate too: the first answer may be lost, and the saga asks until it has one.
        await context.Publish(new FailureNotified(failed.OrderNo, failed.Step, failed.Attempt, failed.Kind), context.CancellationToken);
    }
}
