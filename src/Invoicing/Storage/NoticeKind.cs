namespace Invoicing.Storage;

/// <summary>
/// What operations are told of: every kind of a failed step, under the same name as in the contract, and what concerns no single step.
/// </summary>
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

    /// <summary>Retail Pro refuses the credentials: calls are paused.</summary>
    CredentialsRefused,

    /// <summary>Orders of a feed file were not taken.</summary>
    FeedFaulted,

    /// <summary>A file lies where feeds are put, and is not taken.</summary>
    FileNotTaken,

    /// <summary>The SFTP server that feeds are fetched from cannot be used.</summary>
    SftpFaulted,
}
