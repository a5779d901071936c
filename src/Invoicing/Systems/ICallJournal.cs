using Invoicing.Process;

namespace Invoicing.Systems;

/// <summary>
/// The journal of calls that have an effect outside: claimed before the call, settled after it, by business key and for ever.
/// </summary>
internal interface ICallJournal
{
    Task<Claim> Claim(ClaimRequest request, CancellationToken ct);

    /// <returns>False: the claim was lost, because its deadline passed and another took it. Nothing was recorded.</returns>
    Task<bool> Settle(Settlement settlement, CancellationToken ct);

    /// <summary>Takes a person's word for what became of a step's calls, in the decision that holds the order.</summary>
    /// <exception cref="CommandRefusedException">A call is still open, or the journal knows that it was accepted.</exception>
    Task Confirm(IOrderLock order, ConfirmOutcome outcome, CancellationToken ct);
}
