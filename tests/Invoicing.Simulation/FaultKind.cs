namespace Invoicing.Simulation;

/// <summary>What may go wrong in a run.</summary>
internal enum FaultKind
{
    /// <summary>The process dies at once, between any two steps.</summary>
    ProcessKilled,

    /// <summary>The process stands still, shorter or longer than its claims last, and goes on.</summary>
    ProcessFrozen,

    /// <summary>It goes on after the broker has given its messages to others.</summary>
    ZombieWoke,

    MessageDuplicated,
    MessageDelayed,

    /// <summary>A message was stored by the broker, but its confirm is lost.</summary>
    ConfirmLost,

    /// <summary>A publish that the broker never got.</summary>
    PublishLost,

    /// <summary>The broker drops its connections: everything unacknowledged is delivered again.</summary>
    ConnectionsDropped,

    /// <summary>All queues emptied, but for orders that are not stored yet.</summary>
    QueuesPurged,

    /// <summary>All services are killed and started with other codes of the stores (<c>RetailPro:Stores</c>).</summary>
    StoresRenamed,

    /// <summary>Entries of the error queues put back.</summary>
    ErrorsMovedBack,

    /// <summary>The statement was not carried out.</summary>
    StatementLost,

    /// <summary>The statement was committed, but nobody heard of it.</summary>
    CommitUnknown,

    DatabaseDown,
    VersionConflict,

    RetailProDown,

    /// <summary>Retail Pro takes nobody's calls for a time, as with a password that has expired.</summary>
    CredentialsRefused,

    RetailProBusy,
    RetailProRefused,
    RetailProFailed,

    /// <summary>Refused, though under 2xx.</summary>
    SaidNoWith200,

    /// <summary>Answered under 2xx with what is neither yes nor no, be it carried out or not.</summary>
    UnclearWith200,

    /// <summary>The request was carried out, its answer never came.</summary>
    AppliedThenTimedOut,

    /// <summary>Carried out only after the caller had given up.</summary>
    AppliedLate,

    /// <summary>Lost after it was written and before it was carried out.</summary>
    TimedOut,

    AnswerCut,
    BadJson,
    SlowAnswer,
    QuestionUnanswered,

    /// <summary>
    /// Frozen between the last look at the clock and the socket: what no client can close. Only where duplicates are refused.
    /// </summary>
    FrozenBeforeSocket,

    MailServerDown,
    MailAcceptedUnheard,

    // Those of VTEX are drawn in its runs alone, so that other seeds stay what they were.
    VtexLookUnanswered,
    VtexBusy,
    VtexRefused,

    /// <summary>No clear answer, be it carried out or not.</summary>
    VtexFailed,

    /// <summary>Lost before it was carried out.</summary>
    VtexTimedOut,
    VtexAppliedThenTimedOut,

    /// <summary>Carried out only after the caller had given up.</summary>
    VtexAppliedLate,

    /// <summary>What was taken shows half a minute later.</summary>
    VtexInvoiceLate,

    // Likewise those of Emporix.
    EmporixUnanswered,
    EmporixSlow,
    EmporixBusy,
    EmporixFailed,

    /// <summary>Lost before it was carried out.</summary>
    EmporixCaptureLost,

    /// <summary>No clear answer, be it carried out or not.</summary>
    EmporixCaptureUnclear,
    EmporixCapturedUnheard,

    /// <summary>Carried out only after the caller had given up.</summary>
    EmporixCapturedLate,

    /// <summary>What was captured shows up to a minute later.</summary>
    EmporixCaptureHidden,
    EmporixCapturedByHand,

    /// <summary>The tenant makes its schema of numbers active only after payments were captured.</summary>
    EmporixSchemaMissing,
    EmporixMailDeferred,
    EmporixMailLost,

    /// <summary>Taken only after the caller was told nothing.</summary>
    EmporixMailTakenLate,
}
