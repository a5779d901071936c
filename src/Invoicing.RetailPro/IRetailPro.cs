using Invoicing.Systems;

namespace Invoicing.RetailPro;

/// <summary>The two documented endpoints of Retail Pro, and the optional question whether a number exists.</summary>
internal interface IRetailPro
{
    /// <summary>Calls Order to Invoice. Never throws for what Retail Pro or the network does; ends by its own time-out.</summary>
    /// <param name="window">The time in which the call may be written and must end.</param>
    Task<CallResult> SendInvoice(string body, CallDeadline window);

    /// <summary>Calls Transfer Slip, likewise.</summary>
    Task<CallResult> SendSlip(string body, CallDeadline window);

    /// <summary>Asks whether an invoice exists, where the settings say how.</summary>
    Task<LookupOutcome> FindInvoice(string orderNo);

    /// <summary>Asks whether a slip exists, and whether it was received, where the settings say how.</summary>
    Task<LookupResult> FindSlip(string slipNo);
}
