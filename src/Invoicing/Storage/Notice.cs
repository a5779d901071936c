using Invoicing.Contracts;
using Invoicing.Failures;
using MassTransit;

namespace Invoicing.Storage;

/// <summary>One failure that a person must hear of: of a step of an order, or of a message of a queue. Free of personal data.</summary>
internal sealed record Notice
{
    private const int LongestName = 200;
    private const int LongestMessage = 2000;
    private const int LongestReason = 300;

    public required NoticeKind Kind { get; init; }

    public string? OrderNo { get; init; }

    public string? OrderId { get; init; }

    /// <summary><c>invoice</c>, or <c>slip/NUMBER</c>.</summary>
    public string? Step { get; init; }

    public int? Attempt { get; init; }

    public string? Store { get; init; }

    /// <summary>The queue whose error queue holds the message, or what else the notice concerns; null for a step of an order.</summary>
    public string? Queue { get; init; }

    /// <summary>Id of that message (of its fault when it has none), or of what else the notice concerns.</summary>
    public Guid? MessageId { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    public Guid? CorrelationId { get; init; }

    public Cause Cause => new(Kind, Queue ?? Cause.PlaceOf(Step!));

    public static Notice Of(InvoicingFailed failed) => new()
    {
        Kind = KindOf(failed.Kind.ToString()),
        // PostgreSQL refuses a NUL in text, and a notice that cannot be stored would never be told.
        OrderNo = TextSanitizer.Line(failed.OrderNo, LongestName),
        OrderId = TextSanitizer.Line(failed.OrderId, LongestName),
        Step = TextSanitizer.Line(failed.Step, LongestName),
        Attempt = failed.Attempt,
        Store = failed.Store is null ? null : TextSanitizer.Line(failed.Store, LongestName),
        Message = TextSanitizer.Lines(failed.Message, LongestMessage),
        FailedAt = failed.FailedAt,
        CorrelationId = failed.CorrelationId,
    };

    public static Notice Of(NoticeKind kind, string queue, Fault fault, Guid? correlationId) => new()
    {
        Kind = kind,
        Queue = TextSanitizer.Line(queue, LongestName),
        MessageId = fault.FaultedMessageId ?? fault.FaultId,
        Message = TextSanitizer.Line(FaultReason.Of(fault), LongestReason),
        FailedAt = new DateTimeOffset(DateTime.SpecifyKind(fault.Timestamp, DateTimeKind.Utc)),
        CorrelationId = correlationId,
    };

    /// <summary>Of what is neither a step nor a message.</summary>
    /// <param name="place">What it concerns, such as <c>retailpro</c> or the name of a feed file; part of the cause.</param>
    /// <param name="id">The same for the same event, which is told once.</param>
    public static Notice Of(NoticeKind kind, string place, Guid id, string message, DateTimeOffset at) => new()
    {
        Kind = kind, Queue = TextSanitizer.Line(place, LongestName), MessageId = id, Message = TextSanitizer.Lines(message, LongestMessage), FailedAt = at,
    };

    /// <summary>A kind of a newer contract is still told, as one that this program does not know.</summary>
    public static NoticeKind KindOf(string name) =>
        Enum.TryParse<NoticeKind>(name, out var kind) && Enum.IsDefined(kind) ? kind : NoticeKind.Unexpected;
}
