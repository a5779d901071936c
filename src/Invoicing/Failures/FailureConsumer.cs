using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Storage;
using MassTransit;

namespace Invoicing.Failures;

/// <summary>
/// Keeps for the mail to operations what has failed: steps of orders, and messages that ended in an error queue and that nobody else
/// tells of.
/// </summary>
internal sealed class FailureConsumer(NoticeStore notices) : IConsumer<InvoicingFailed>, IConsumer<Fault>, IConsumer<ReceiveFault>
{
    private const int LongestReason = 300;

    /// <summary>The saga makes <see cref="InvoicingFailed"/> of faults of these.</summary>
    private static readonly string[] ToldByTheSaga =
    [
        MessageUrn.ForTypeString<InvoiceOrder>(),
        MessageUrn.ForTypeString<TransferInventory>(),
        MessageUrn.ForTypeString<RunStep>(),
        MessageUrn.ForTypeString<InvoicingFailed>(),
    ];

    public async Task Consume(ConsumeContext<InvoicingFailed> context)
    {
        var failed = context.Message;
        await notices.Add(Notice.Of(failed), context.CancellationToken);
        // After a duplicate too: the first answer may be lost, and the saga asks until it has one.
        await context.Publish(new FailureNotified(failed.OrderNo, failed.Step, failed.Attempt, failed.Kind), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault> context)
    {
        // Every ReceiveFault is a Fault too, and comes to the other method as well.
        var unreadable = context.SupportedMessageTypes.Contains(MessageUrn.ForTypeString<ReceiveFault>());
        // Whole names: a fault of a fault that the saga could not handle has the command's name inside its own, and must be told.
        var told = context.Message.FaultMessageTypes?.Any(ToldByTheSaga.Contains) ?? false;
        return unreadable || told ? Task.CompletedTask : Add(NoticeKind.FaultedMessage, context);
    }

    /// <summary>Of any type, commands included: the saga hears only of messages that could be read.</summary>
    public Task Consume(ConsumeContext<ReceiveFault> context) => Add(NoticeKind.UnreadableMessage, context);

    private Task Add<T>(NoticeKind kind, ConsumeContext<T> context)
        where T : class, Fault
    {
        var source = context.SourceAddress;
        var queue = source is null ? "unknown" : Uri.UnescapeDataString(source.AbsolutePath.Split('/')[^1]);
        // The notifier's own failures send nothing, else it would tell itself for ever.
        return queue == Queues.NotifyFailures
            ? Task.CompletedTask
            : notices.Add(NoticeOf(kind, queue, context.Message) with { CorrelationId = context.CorrelationId }, context.CancellationToken);
    }

    internal static Notice NoticeOf(NoticeKind kind, string queue, Fault fault) => Notice.Of(
        kind,
        queue,
        fault.FaultedMessageId ?? fault.FaultId,
        TextSanitizer.Line(FaultReason.Of(fault), LongestReason),
        new DateTimeOffset(DateTime.SpecifyKind(fault.Timestamp, DateTimeKind.Utc)));
}
