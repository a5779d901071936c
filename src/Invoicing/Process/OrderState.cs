namespace Invoicing.Process;

/// <summary>The state of an order, a pure function of its row: see <see cref="OrderProcess.State"/>.</summary>
internal enum OrderState
{
    /// <summary>Some items are still open at the OMS, or a person holds the order.</summary>
    Held,

    /// <summary>The invoice is on its way.</summary>
    Invoicing,

    /// <summary>The invoice is accepted; stock is being put right.</summary>
    Transferring,

    /// <summary>The invoice is accepted and stock is right; others are being told.</summary>
    Delivering,

    /// <summary>Every step is accepted.</summary>
    Completed,

    /// <summary>A step needs a person.</summary>
    Failed,

    /// <summary>Every item was cancelled.</summary>
    NothingToInvoice,

    /// <summary>A person took the order out, with a reason.</summary>
    Dismissed,
}
