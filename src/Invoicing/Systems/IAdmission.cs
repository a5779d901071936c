namespace Invoicing.Systems;

/// <summary>Says whether calls to a system may be made at all.</summary>
internal interface IAdmission
{
    /// <summary>Asked before every call.</summary>
    /// <param name="system">Name of the system that is to be called.</param>
    ValueTask<CallPermit> Enter(string system, CancellationToken ct);

    /// <summary>The credentials are refused: no further calls, and people are told once.</summary>
    /// <param name="message">What the system said, free of secrets.</param>
    Task CredentialsRefused(string system, string message, CancellationToken ct);

    /// <summary>The call is over and recorded. Never throws.</summary>
    /// <param name="outcome">Null: no call was made after all.</param>
    ValueTask Leave(string system, CallPermit pass, CallOutcome? outcome);
}

/// <summary>The right to make a call, or why there is none.</summary>
/// <param name="WhyNot">Null: the call may be made.</param>
/// <param name="IsProbe">One of the few calls that are made while it is not yet known whether all is well again.</param>
internal readonly record struct CallPermit(string? WhyNot, bool IsProbe = false);
