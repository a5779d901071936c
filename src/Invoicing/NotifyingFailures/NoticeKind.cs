namespace Invoicing.NotifyingFailures;

/// <summary>What operations are told of: every kind of a failed step, under the same name as in the contract, and two kinds of messages.</summary>
internal enum NoticeKind
{
    InvalidData,
    Refused,
    OutcomeUnknown,
    NumberTaken,
    NoAnswer,
    GaveUp,
    InvoicedWithEarlierData,
    Unexpected,

    /// <summary>A message that cannot be read, or that nobody on its queue understands.</summary>
    UnreadableMessage,

    /// <summary>A message whose handling failed, and which is not a step of an order that the saga reports itself.</summary>
    FaultedMessage,
}
