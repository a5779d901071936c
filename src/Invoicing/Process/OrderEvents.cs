using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>What may change an order. Answers and commands of the wire become one of these where they come in.</summary>
internal abstract record OrderEvent
{
    /// <summary>
    /// A call for the order is started or of unknown outcome, whatever its step failed with afterwards, or its answer is still on the way.
    /// Known only where the order is held under its lock.
    /// </summary>
    public bool CallOpen { get; init; }
}

/// <summary>The order has arrived, for the first time or again.</summary>
internal sealed record OrderArrived(Order Order) : OrderEvent;

/// <summary>The OMS has said something of the order beside its content.</summary>
/// <param name="Message">As it was sent.</param>
/// <param name="ReceivedAt">When it came first.</param>
internal sealed record OrderUpdated(UpdateKind Kind, JsonElement Message, DateTimeOffset ReceivedAt) : OrderEvent
{
    /// <summary>The person who says it in the OMS's stead; null: the OMS.</summary>
    public string? By { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The system has accepted a step, by this call or an earlier one.</summary>
/// <param name="DocumentNo">The system's number, where its answer held one.</param>
/// <param name="MayBeOlder">Accepted before that, perhaps, by a call that a restored backup has lost.</param>
/// <param name="Found">What its system has found out, for <see cref="IStepPlanner.Keep"/>.</param>
/// <param name="Attempt">Which attempt found it out; null: the answer does not say.</param>
internal sealed record StepAccepted(
    string Step, string? DocumentNo, DateTimeOffset At, bool MayBeOlder = false, string? Found = null, int? Attempt = null) : OrderEvent;

/// <summary>A step could not be carried out now and is tried again without a person.</summary>
/// <param name="RetryAfter">The least wait that the other side asks for.</param>
/// <param name="OutcomeUnknown">It may have been carried out; the next attempt finds out.</param>
/// <param name="Paused">No call was made because calls are paused: the wait uses up no patience.</param>
internal sealed record StepDeferred(
    string Step, int Attempt, string Reason, TimeSpan? RetryAfter, bool OutcomeUnknown, bool Paused = false) : OrderEvent;

/// <summary>A consumer threw: the step needs a person.</summary>
internal sealed record StepFailed(string Step, int Attempt, FailureKind Kind, string Message, Guid? CorrelationId) : OrderEvent;

/// <summary>The notifier has stored a failure, so that people are told of it.</summary>
internal sealed record Notified(string Step, int Attempt, FailureKind Kind) : OrderEvent;

/// <summary>The order's due time has passed.</summary>
internal sealed record DueTimePassed : OrderEvent;

/// <summary>What a person wants done with an order.</summary>
internal abstract record OrderCommand(string By, string Reason) : OrderEvent;

/// <summary>The failed and deferred steps, or one of them, are to be tried again.</summary>
/// <param name="Step">Null: all of them.</param>
internal sealed record RetryOrder(string? Step, string By, string Reason) : OrderCommand(By, Reason);

/// <summary>Nothing is to be sent for the order until it is released.</summary>
internal sealed record HoldOrder(string By, string Reason) : OrderCommand(By, Reason);

/// <summary>An order that was held may go on.</summary>
internal sealed record ReleaseOrder(string By, string Reason) : OrderCommand(By, Reason);

/// <summary>The order's data is corrected.</summary>
/// <param name="Corrected">The whole content as it is to be.</param>
/// <param name="Base">Fingerprint of the content that was corrected: another one came meanwhile if it differs.</param>
/// <param name="Fields">What was changed, free of values.</param>
internal sealed record CorrectOrder(Order Corrected, string Base, IReadOnlyList<string> Fields, string By, string Reason)
    : OrderCommand(By, Reason);

/// <summary>A system is to do more for the order than its content asks for, such as to mail its invoice once more.</summary>
/// <param name="System">Its name.</param>
/// <param name="Wish">Only the system knows its type.</param>
internal sealed record AskForMore(string System, object Wish, string By, string Reason) : OrderCommand(By, Reason);

/// <summary>The order is taken out.</summary>
/// <param name="Leaving">What the person knows to be left behind by it; null: nothing.</param>
internal sealed record DismissOrder(string By, string Reason, string? Leaving = null) : OrderCommand(By, Reason);

/// <summary>Somebody else has invoiced the order: it is known from now on, and never invoiced here.</summary>
internal sealed record AdoptOrder(AdoptedOrder Order, string By, string Reason) : OrderCommand(By, Reason);

/// <summary>An order in a list of what was invoiced elsewhere.</summary>
/// <param name="OrderId">The id that the OMS has for it; null: the list has none.</param>
/// <param name="DocumentNo">Of the invoice that was made elsewhere; null: the list has none.</param>
internal sealed record AdoptedOrder(string OrderNo, string? OrderId = null, string? DocumentNo = null);

/// <summary>A person has looked into the system: the step of unknown outcome was carried out, or was not.</summary>
/// <param name="Attempt">The step's, at the time of the look; only needed where it was not carried out.</param>
internal sealed record ConfirmOutcome(string Step, bool WasDone, string? DocumentNo, int? Attempt, string By, string Reason)
    : OrderCommand(By, Reason);

/// <summary>The same number arrived under another id with other content: one of the two must not be invoiced under it.</summary>
internal sealed class OrderNumberConflictException(string orderNo, string? known, string? arrived) : ManualActionRequiredException(
    FailureCodes.OrderNumberConflict,
    $"Order {orderNo} is already known as the OMS's order {known}; "
    + $"{(arrived is null ? "one without an orderId" : $"order {arrived}")} came with the same number and other content. "
    + "It is not invoiced. Find out which of the two is right in the OMS; publish the other one under a number of its own.");

/// <summary>The same id of the OMS arrived under another number: one order of the OMS would be invoiced twice.</summary>
internal sealed class OrderIdConflictException(string orderNo, string orderId, string known) : ManualActionRequiredException(
    FailureCodes.OrderIdConflict,
    $"Order {orderNo} has the orderId of order {known} ({Short(orderId)}), and is not invoiced: they are one order of the OMS. " +
    $"If {known} is the wrong number, take it out (`orders dismiss`, while nothing of it is accepted) and send {orderNo} again. If both "
        + "are meant, each needs an orderId of its own.")
{
    // A mail shows the beginning of the reason: the numbers must stand in it.
    private const int LongestId = 60;

    /// <summary>Number of the order to which the id belongs.</summary>
    public string Known => known;

    private static string Short(string orderId) => orderId.Length <= LongestId ? orderId : TextLimit.Cut(orderId, LongestId) + "…";
}

/// <summary>What the OMS says of an order cannot be told to anybody as it is.</summary>
internal sealed class UpdateRefusedException(UpdateKind kind, string orderNo, string problem) : ManualActionRequiredException(
    FailureCodes.UpdateRefused,
    $"{kind} of order {orderNo} is not taken: {problem}. Nothing was done with it: send it again as it should be.");

/// <summary>An answer or a reminder of an order of which nothing is stored.</summary>
internal sealed class OrderNotReceivedException(string orderNo) : ManualActionRequiredException(
    FailureCodes.OrderNotReceived,
    $"No order {orderNo} is stored here, so there is nothing that this message could go on with. "
    + "If the OMS has the order (an older database was restored), publish it again and retry this entry; else take the entry out.");

/// <summary>An operator's command that the order's state does not allow.</summary>
internal class CommandRefusedException(string message) : Exception(message);

/// <summary>A dismissal leaves something behind that the person who wants it has not said to know.</summary>
internal sealed class LeavesBehindException(string orderNo, string left) : CommandRefusedException(
    $"Order {orderNo} would leave behind what nobody takes back by itself: {left} Settle that, then dismiss it with --yes.")
{
    public string Left => left;
}
