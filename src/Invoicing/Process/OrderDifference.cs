namespace Invoicing.Process;

/// <summary>
/// What is not as it should be between the OMS, this program and the systems that invoices are made in. Stored and told by name: names stay.
/// </summary>
internal enum DifferenceKind
{
    /// <summary>An entry of the OMS's list that is no order.</summary>
    Unreadable,

    /// <summary>Completed at the OMS, and it never came.</summary>
    NeverReceived,

    /// <summary>It came under more than one id of the OMS, or is listed under another.</summary>
    TwoIds,

    /// <summary>Its id of the OMS belongs to an order of another number.</summary>
    TwoNumbers,

    /// <summary>Held for too long, by open items or by a person.</summary>
    OnHold,

    /// <summary>A step needs a person.</summary>
    NeedsPerson,

    /// <summary>On its way for too long.</summary>
    NotFinished,

    /// <summary>Completed at the OMS; here all its items are cancelled.</summary>
    NothingToInvoice,

    /// <summary>Invoiced with another total than the OMS says.</summary>
    TotalDiffers,

    /// <summary>Invoiced at another store than the OMS says.</summary>
    StoreDiffers,

    /// <summary>Newer data came after it was invoiced.</summary>
    ChangedSince,

    /// <summary>Its own figures contradict each other.</summary>
    DoesNotAddUp,

    /// <summary>Invoiced here, and not on the OMS's list.</summary>
    NotOnList,

    /// <summary>Goods of another store were invoiced, and no slip has moved them.</summary>
    TransferMissing,

    /// <summary>A slip moves what no store has shipped for the order, or moves it elsewhere.</summary>
    TransferUnbalanced,

    /// <summary>A slip was posted, and the store has not received it.</summary>
    SlipNotReceived,

    /// <summary>Money was taken, and no invoice has a number.</summary>
    CapturedNotNumbered,

    /// <summary>The invoice has a number, and the customer does not have it.</summary>
    NumberedNotMailed,

    /// <summary>What was captured is not what the invoice says.</summary>
    CaptureDiffers,

    /// <summary>Invoiced here, and the marketplace was not told of all of it.</summary>
    MarketplaceNotTold,

    /// <summary>The invoices that the marketplace has do not add up to the order.</summary>
    MarketplaceDiffers,

    /// <summary>The marketplace has it, and the OMS never sent it.</summary>
    MarketplaceOnly,

    /// <summary>Accepted, and the system that is asked has no such document.</summary>
    NotInSystem,
}

/// <summary>Something of an order that is not as it should be.</summary>
/// <param name="Text">A sentence that names the figures; free of personal data.</param>
internal sealed record OrderDifference(DifferenceKind Kind, string Text)
{
    /// <summary>The step that it is about; null: none.</summary>
    public string? Step { get; init; }

    /// <summary>What is at stake, where it is not the order's total.</summary>
    public decimal? Amount { get; init; }

    /// <summary>It is one only if it lasts: the order may still be at it.</summary>
    public bool IsOfUnfinished { get; init; }
}
