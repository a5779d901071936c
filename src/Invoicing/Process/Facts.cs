using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>An order has arrived. <see cref="CallOpen"/>: a call for it is started or of unknown outcome, as the journal says.</summary>
internal sealed record OrderArrived(Order Order, bool CallOpen);

/// <summary>A consumer threw: the step needs a person.</summary>
internal sealed record StepFailed(string Step, int Attempt, FailureKind Kind, string Message, Guid? CorrelationId);

/// <summary>The order's due time has passed.</summary>
internal sealed record DueTimePassed(bool CallOpen);

/// <summary>A person wants the failed steps, or one of them, tried again.</summary>
internal sealed record RetryOrder(string? Step, string By, string Reason, bool CallOpen);

/// <summary>A person wants nothing sent for the order until it is released.</summary>
internal sealed record HoldOrder(string By, string Reason);

/// <summary>A person lets an order that was held go on.</summary>
internal sealed record ReleaseOrder(string By, string Reason);

/// <summary>A person has corrected the order's data.</summary>
/// <param name="Corrected">The whole content as it is to be.</param>
/// <param name="Base">Fingerprint of the content that was corrected: another one came meanwhile if it differs.</param>
/// <param name="Fields">What was changed, free of values.</param>
internal sealed record CorrectOrder(Order Corrected, string Base, IReadOnlyList<string> Fields, string By, string Reason, bool CallOpen);

/// <summary>A person takes the order out.</summary>
internal sealed record DismissOrder(string By, string Reason, bool CallOpen);

/// <summary>A person has looked into Retail Pro: the step of unknown outcome was carried out, or was not.</summary>
/// <param name="CallOpen">The journal holds a call of unknown outcome, whatever the step failed with afterwards.</param>
internal sealed record ConfirmOutcome(string Step, bool WasDone, string? DocumentNo, int? Attempt, string By, string Reason, bool CallOpen = false);

/// <summary>The same number arrived under another id with other content: one of the two must not be invoiced under it.</summary>
internal sealed class OrderNumberConflictException(string orderNo, string? known, string? arrived) : ManualActionRequiredException(
    FailureCodes.OrderNumberConflict,
    $"Order {orderNo} is already known as the OMS's order {known}; {(arrived is null ? "one without an orderId" : $"order {arrived}")} came with the same number and other content. " +
    "It is not invoiced. Find out which of the two is right in the OMS; publish the other one under a number of its own.");

/// <summary>The same id of the OMS arrived under another number: one order of the OMS would be invoiced twice.</summary>
internal sealed class OrderIdConflictException(string orderNo, string orderId, string known) : ManualActionRequiredException(
    FailureCodes.OrderIdConflict,
    $"Order {orderNo} has the orderId of order {known} ({Short(orderId)}), and is not invoiced: they are one order of the OMS. " +
    $"If {known} is the wrong number, take it out (`orders dismiss`, while nothing of it is accepted) and send {orderNo} again. If both are meant, each needs an orderId of its own.")
{
    // A mail shows the beginning of the reason: the numbers must stand in it.
    private const int LongestId = 60;

    private static string Short(string orderId) => orderId.Length <= LongestId ? orderId : TextLimit.Cut(orderId, LongestId) + "…";
}

/// <summary>An answer or a reminder of an order of which nothing is stored.</summary>
internal sealed class OrderNotReceivedException(string orderNo) : ManualActionRequiredException(
    FailureCodes.OrderNotReceived,
    $"No order {orderNo} is stored here, so there is nothing that this message could go on with. "
    + "If the OMS has the order (an older database was restored), publish it again and retry this entry; else take the entry out.");

/// <summary>An operator's command that the order's state does not allow.</summary>
internal sealed class CommandRefusedException(string message) : Exception(message);
