namespace Invoicing.Contracts;

/// <summary>The slip could not be made now and will be tried again without a person. Published by the transfer consumer.</summary>
/// <param name="OrderNo">Order number without a leading <c>#</c>.</param>
/// <param name="SlipNo">Number of the slip.</param>
/// <param name="Attempt">The attempt that this answers.</param>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="RetryAfter">The least wait that Retail Pro asks for, if any.</param>
/// <param name="OutcomeUnknown">True when Retail Pro may have made the slip; the next attempt finds out.</param>
/// <param name="Paused">No call was made because calls to Retail Pro are paused: the wait does not count as one of Retail Pro's.</param>
public sealed record TransferDeferred(
    string OrderNo,
    string SlipNo,
    int Attempt,
    string Reason,
    TimeSpan? RetryAfter,
    bool OutcomeUnknown,
    bool Paused = false);
