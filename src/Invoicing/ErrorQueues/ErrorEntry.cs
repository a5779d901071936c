using Invoicing.Messaging;

namespace Invoicing.ErrorQueues;

/// <summary>What identifies an entry of an error queue, without the message itself: so that a hundred thousand can be looked at. Free of personal data.</summary>
internal sealed record ErrorEntry
{
    /// <summary>The work queue that the entry came from, and goes back to.</summary>
    public required string Queue { get; init; }

    /// <summary>The message's id; of a message without one a digest of its body, so the same wherever it is looked at.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>InvoiceOrder</c>; null when the message cannot be read.</summary>
    public string? Type { get; init; }

    public string? OrderNo { get; init; }

    /// <summary>Of a command: <c>invoice</c> or <c>slip/NUMBER</c>.</summary>
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

    public string ErrorQueue => Queues.ErrorOf(Queue);

    /// <summary>One lying in the queue: the same message that fails again is another.</summary>
    public (string Id, string Stamp) Key => (Id, Stamp);

    /// <summary>It names a step and an attempt: whoever consumes it looks at the order's row before anything else.</summary>
    public bool IsCommand => Step is not null && Attempt is not null && Queue is Queues.InvoiceOrder or Queues.TransferInventory;
}
