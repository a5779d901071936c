using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Storage;
using MassTransit;

namespace Invoicing.Failures;

/// <summary>Tells operations of messages that ended in an error queue and that nobody else tells of.</summary>
internal sealed class MessageFaultConsumer(NoticeStore notices) : IConsumer<Fault>, IConsumer<ReceiveFault>
{
    /// <summary>Of these the saga makes <see cref="InvoicingFailed"/>.</summary>
    private static readonly string[] ToldByTheSaga =
    [
        MessageUrn.ForTypeString<InvoiceOrder>(), MessageUrn.ForTypeString<TransferInventory>(), MessageUrn.ForTypeString<InvoicingFailed>(),
    ];

    public Task Consume(ConsumeContext<Fault> context)
    {
        // Every ReceiveFault is a Fault too, and comes to the other method as well.
        var unreadable = context.SupportedMessageTypes.Contains(MessageUrn.ForTypeString<ReceiveFault>());
        // Whole names: a fault of a fault that the saga could not handle has the command's name inside its own, and must be told.
        var told = context.Message.FaultMessageTypes?.Any(ToldByTheSaga.Contains) ?? false;
        return unreadable || told ? Task.CompletedTask : Tell(NoticeKind.FaultedMessage, context);
    }

    /// <summary>Of any type, commands included: the saga hears only of messages that could be read.</summary>
    public Task Consume(ConsumeContext<ReceiveFault> context) => Tell(NoticeKind.UnreadableMessage, context);

    private Task Tell<T>(NoticeKind kind, ConsumeContext<T> context)
        where T : class, Fault
    {
        var queue = QueueOf(context.SourceAddress);
        // The notifier's own failures send nothing, else it would tell itself for ever.
        return queue == Queues.NotifyFailures
            ? Task.CompletedTask
            : notices.Add(Notice.Of(kind, queue, context.Message, context.CorrelationId), context.CancellationToken);
    }

    private static string QueueOf(Uri? source) =>
        source is null ? "unknown" : Uri.UnescapeDataString(source.AbsolutePath.Split('/')[^1]);
}
