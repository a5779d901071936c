using System.Collections.Frozen;
using MassTransit;

namespace Invoicing;

/// <summary>
/// A failure that the program understands and a person must deal with. Its message says what happened, free of personal data;
/// it is logged in one line, because its stack trace tells nothing.
/// </summary>
internal abstract class ManualActionRequiredException : Exception
{
    protected ManualActionRequiredException(string code, string message)
        : base(message) => Data[FailureCodes.Key] = Code = code;

    /// <summary>One of <see cref="FailureCodes"/>.</summary>
    public string Code { get; }
}

/// <summary>
/// What these failures are called in faults, in the headers of error queues and in JSON output, whatever their classes are called and
/// wherever they stand. Entries of earlier versions carry the full names that the classes had when they were written first, so those are
/// the codes. A code never changes; a new failure gets a new one.
/// </summary>
internal static class FailureCodes
{
    /// <summary>Of the exception's data, by which the code travels in a fault.</summary>
    public const string Key = "FailureCode";

    public const string StepFailed = "Invoicing.CallingRetailPro.StepFailedException";
    public const string UnreadableOrder = "Invoicing.ReceivingOrders.UnreadableOrderException";
    public const string UnreadableMessage = "Invoicing.Messaging.UnreadableMessageException";
    public const string MessageNotTaken = "Invoicing.NotifyingFailures.MessageNotTakenException";
    public const string OrderNumberConflict = "Invoicing.OrderInvoicing.OrderNumberConflictException";
    public const string OrderIdConflict = "Invoicing.OrderInvoicing.OrderIdConflictException";
    public const string OrderNotReceived = "Invoicing.OrderInvoicing.OrderNotReceivedException";
    public const string UpdateRefused = "UpdateRefused";

    private static readonly FrozenSet<string> s_all =
        FrozenSet.Create(
            StepFailed, UnreadableOrder, UnreadableMessage, MessageNotTaken, OrderNumberConflict, OrderIdConflict, OrderNotReceived,
            UpdateRefused);

    public static bool Contains(string? code) => code is not null && s_all.Contains(code);

    /// <returns>The full name of the exception's type, where it has no code.</returns>
    public static string? Of(ExceptionInfo exception) =>
        exception.Data?.TryGetValue(Key, out var data) == true && data?.ToString() is { } code && Contains(code)
            ? code
            : exception.ExceptionType;
}

/// <summary>A message that no part of the program can read, in a queue that takes no orders.</summary>
internal sealed class UnreadableMessageException(string problem)
    : ManualActionRequiredException(FailureCodes.UnreadableMessage, $"This is not a readable message: {problem}");
