namespace Invoicing.Systems;

/// <summary>
/// The journal of calls that have an effect outside: a seam, so that the code which makes the calls can be run against a simulated journal
/// under every order of events.
/// </summary>
internal interface ICallJournal
{
    Task<Claim> Claim(ClaimRequest request, CancellationToken ct);

    /// <returns>False: the claim was lost, because its deadline passed and another took it. Nothing was recorded.</returns>
    Task<bool> Settle(Settlement settlement, CancellationToken ct);
}
