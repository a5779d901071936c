using System.Text;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>
/// A message that lies in an error queue: what identifies it, and what the database knows of its order. Without <see cref="Body"/>, so that
/// a hundred thousand can be looked at, and free of personal data.
/// </summary>
internal sealed record FailedMessage
{
    /// <summary>The cause of a message that RabbitMQ moved.</summary>
    public const string DeliveryLimit = "DeliveryLimit";

    private static readonly string[] s_unreadable =
        [
            FailureCodes.UnreadableOrder, FailureCodes.UnreadableMessage, FailureCodes.MessageNotTaken,
            "MassTransit.MessageNotConsumedException", "System.Runtime.Serialization.", "System.Text.Json.", "MassTransit.Serialization",
        ];

    /// <summary>The work queue that it came from, and goes back to.</summary>
    public required string Queue { get; init; }

    /// <summary>The message's id; of a message without one a digest of its body, so the same wherever it is looked at.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>InvoiceOrder</c>; null when the message cannot be read.</summary>
    public string? Type { get; init; }

    public string? OrderNo { get; init; }

    /// <summary>Of a command: the step as the order names it.</summary>
    public string? Step { get; init; }

    public int? Attempt { get; init; }

    /// <summary>Of an order of the OMS: how its content is recognised.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Null if RabbitMQ moved the message: it tells the second only, in <see cref="Stamp"/>.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Tells one failure of a message from the next, as it is written in the headers.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>One of <see cref="FailureCodes"/>, or an exception's full name; null if RabbitMQ moved the message.</summary>
    public string? ExceptionType { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Bytes of the body.</summary>
    public int Size { get; init; }

    /// <summary>RabbitMQ gave up delivering it: no part of the program has said anything about it.</summary>
    public bool IsDeadLetter { get; init; }

    /// <summary>Null: the order is not known, or the message names none.</summary>
    public StepFacts? Order { get; init; }

    /// <summary>By which the broker knows the delivery, while it is held.</summary>
    public ulong Tag { get; init; }

    /// <summary>As they lie in the error queue; null until the message was taken.</summary>
    public BasicProperties? Properties { get; init; }

    /// <summary>Null until the message was taken. May hold personal data.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body unpacked, as far as it is text.</summary>
    public string? Text => Body is null ? null : Encoding.UTF8.GetString(MessageText.Of(Body) is (var text, null) ? text.Span : Body);

    public string ErrorQueue => Queues.ErrorOf(Queue);

    /// <summary>One lying in a queue: the same message that fails again is another.</summary>
    public (string Queue, string Id, string Stamp) Key => (Queue, Id, Stamp);

    /// <summary>It names a step and an attempt: whoever consumes it looks at the order's row before anything else.</summary>
    public bool IsCommand => Step is not null && Attempt is not null && Queue is not (Queues.OrderInvoicing or Queues.NotifyFailures);

    /// <summary>The database will tell what becomes of it once it is moved back; of others only a second failure can be seen.</summary>
    public bool IsTraced => OrderNo is not null && (IsCommand || Type == nameof(OrderCompleted));

    /// <summary>Such as <c>Refused</c>: the kind of the failed step, or of the message's own failure.</summary>
    public string Cause => IsDeadLetter ? DeliveryLimit
        : Order?.FailureKind is { } kind ? kind
        : Array.Exists(s_unreadable, type => ExceptionType?.StartsWith(type, StringComparison.Ordinal) == true)
            ? nameof(NoticeKind.UnreadableMessage)
            : nameof(NoticeKind.FaultedMessage);

    /// <summary>Of the step; of others the invoicing store.</summary>
    public string? Store => Order?.StepStore ?? Order?.InvoicingStore;

    private bool IsUpdate => Type == nameof(ReceivedUpdate) || (Queue == Queues.OrderInvoicing && Enum.TryParse<UpdateKind>(Type, out _));

    public bool IsResolved => ResolvedBecause is not null;

    /// <summary>Why moving it back does nothing any more, by the order's row; null: it still matters.</summary>
    public string? ResolvedBecause => this switch
    {
        { Order: null } => null,
        { Type: nameof(OrderCompleted) } => Order.HasContent ? "the order is stored with this content" : null,
        // It is told of orders that are finished.
        { IsUpdate: true } => null,
        // Of what was not stored, or is no message of ours, nobody knows anything else: the order's end says nothing of it.
        { Type: null } or { Queue: Queues.NotifyFailures } => null,
        { Order.IsFinished: true } => $"the order is {Order.State}",
        { IsCommand: false } => null,
        { Order.ExpectedAttempt: null } => "the step is accepted, or no longer part of the order",
        { Order.ExpectedAttempt: var expected } when expected == OrderProcess.NoAttempt || expected == Attempt => null,
        _ => $"the step was tried again since (attempt {Order.ExpectedAttempt})",
    };
}
