using Invoicing.RetailPro;

namespace Invoicing.Systems;

/// <summary>Says whether calls to Retail Pro may be made at all: a seam, so that it can be simulated.</summary>
internal interface IAdmission
{
    /// <summary>Asked before every call.</summary>
    ValueTask<CallPermit> Enter(CancellationToken ct);

    /// <summary>The credentials are refused: no further calls, and people are told once.</summary>
    /// <param name="message">What Retail Pro said, free of secrets.</param>
    Task CredentialsRefused(string message, CancellationToken ct);

    /// <summary>The call is over and recorded. Never throws.</summary>
    /// <param name="outcome">Null: no call was made after all.</param>
    ValueTask Leave(CallPermit pass, CallOutcome? outcome);
}

/// <summary>The right to make a call, or why there is none.</summary>
/// <param name="WhyNot">Null: the call may be made.</param>
/// <param name="IsProbe">One of the few calls that are made while it is not yet known whether all is well again.</param>
internal readonly record struct CallPermit(string? WhyNot, bool IsProbe = false);
