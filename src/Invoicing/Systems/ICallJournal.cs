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

/// <summary>Asks for the right to make one call.</summary>
/// <param name="Key">Business key: system/operation/number, such as <c>retailpro/invoice/1042</c>.</param>
/// <param name="Step">The step as the order's row names it.</param>
/// <param name="Owner">Fresh for every request; whoever settles must name it.</param>
/// <param name="MayRepeat">A call of unknown outcome may be followed up: the other side refuses duplicates or can be asked.</param>
/// <param name="MustWait">
/// It can be asked about but not repeated blindly: asked before the earlier call's deadline, the other side may not know yet what it is
/// still at.
/// </param>
/// <param name="Lease">After this the claim is abandoned: the call's total time-out and a margin.</param>
internal sealed record ClaimRequest(
    string Key,
    string OrderNo,
    string Step,
    int Attempt,
    Guid Owner,
    bool MayRepeat,
    bool MustWait,
    TimeSpan Lease);

internal enum ClaimKind
{
    /// <summary>The call is ours to make.</summary>
    Granted,

    /// <summary>The order's row names another attempt, or the order is dismissed or done: make no call.</summary>
    Stale,

    /// <summary>Another delivery is at it.</summary>
    Busy,

    /// <summary>It was done before; the stored answer is reused.</summary>
    Done,

    /// <summary>The journal holds the number for another order.</summary>
    Taken,

    /// <summary>An earlier call has an unknown outcome, and nothing may be sent before a person has looked.</summary>
    Unresolved,
}

/// <summary>The answer to a <see cref="ClaimRequest"/>.</summary>
/// <param name="Row">The order as it stands; null when stale.</param>
/// <param name="EarlierUnresolved">An earlier call of this number has an unknown outcome.</param>
/// <param name="Tries">Calls of this number, this one included.</param>
internal sealed record Claim(
    ClaimKind Kind,
    OrderProcess? Row = null,
    bool EarlierUnresolved = false,
    int Tries = 0,
    string? DocumentNo = null,
    DateTimeOffset? SettledAt = null);

/// <summary>What a call came to, for the journal and the timeline.</summary>
/// <param name="State">As in the table: done, no_effect, refused or unknown.</param>
/// <param name="Unresolved">A call of this number still has an unknown outcome.</param>
/// <param name="Details">Request, answer and times, for the timeline.</param>
internal sealed record Settlement(
    string Key, Guid Owner, string State, bool Unresolved, string? DocumentNo, string What, IReadOnlyDictionary<string, object?> Details);
