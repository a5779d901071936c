namespace Invoicing.Simulation;

/// <summary>
/// Bugs that can be planted, to prove that the checker sees them. Each breaks one rule of the program or of what it stands on.
/// </summary>
internal enum PlantedBug
{
    None,

    /// <summary>A call of unknown outcome is repeated though Retail Pro neither refuses duplicates nor can be asked.</summary>
    BlindResend,

    /// <summary>A slip's command is sent together with the invoice's.</summary>
    SlipsBeforeInvoice,

    /// <summary>A row is saved without its due time.</summary>
    LostDueTime,

    /// <summary>A started call is taken over before its deadline.</summary>
    ClaimWithoutDeadline,

    /// <summary>A call that is done is claimed again.</summary>
    DoneReclaimed,

    /// <summary>A row is saved over a version that was not read.</summary>
    VersionIgnored,

    /// <summary>A message is acknowledged before the row is saved.</summary>
    AcknowledgedBeforeSave,

    /// <summary>The notifier answers without having stored the notice.</summary>
    NoticeNotStored,

    /// <summary>The last store that shipped is elected.</summary>
    WrongStore,

    /// <summary>The claim of a call does not look whether the row still names the attempt.</summary>
    StaleCommandObeyed,

    /// <summary>A process whose claim was taken over records its result all the same.</summary>
    LostClaimRecorded,

    /// <summary>A failed step leaves no notice.</summary>
    FailureUntold,

    /// <summary>An id of the OMS that belongs to another order is taken all the same.</summary>
    IdUnderTwoNumbers,

    /// <summary>An order is planned anew for changed settings though it is not known whether a call is open.</summary>
    PlannedAnewUnlocked,

    /// <summary>Any JSON under 2xx is an acceptance.</summary>
    AnyJsonAccepted,

    /// <summary>VTEX is told without a look at what it has already.</summary>
    VtexToldWithoutALook,

    /// <summary>An invoice of unknown outcome is told again as soon as it was looked for in vain once.</summary>
    VtexLooksOnce,

    /// <summary>A return that VTEX does not show is sent again, as an invoice is.</summary>
    ReturnRepeated,

    /// <summary>A return is sent without a look at what was given back already.</summary>
    ReturnWithoutALook,

    /// <summary>An event of unknown outcome is told again without a look.</summary>
    EventRepeatedBlindly,

    /// <summary>A capture of unknown outcome is made again at once.</summary>
    CaptureRepeatedBlindly,

    /// <summary>A payment is captured without a look at what its transaction shows.</summary>
    CapturedWithoutALook,

    /// <summary>An invoice's number is drawn before its payments are captured.</summary>
    NumberBeforeCapture,

    /// <summary>A number is drawn in another transaction than the one that keeps it.</summary>
    NumberOutsideItsTransaction,

    /// <summary>A mail of unknown outcome goes again however often it went.</summary>
    MailRepeatedWithoutLimit,
}
