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

internal enum PauseState
{
    /// <summary>No calls are made.</summary>
    Paused,

    /// <summary>A few calls are made to see whether all is well; the more succeed, the more.</summary>
    Resuming,
}

/// <summary>A time in which calls to a system are held back.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Permits">Calls that may be made now, while resuming.</param>
internal sealed record Pause(
    Guid Id, string System, PauseState State, DateTimeOffset Since, string By, string Reason, string? ResumedBy, int Permits)
{
    /// <summary>Who paused it when no person did.</summary>
    public const string ByService = "the service";

    /// <param name="displayName">What people call the system.</param>
    public string Text(string displayName) => State == PauseState.Paused
        ? $"Calls to {displayName} are paused since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {By}: {Reason}"
        : $"Calls to {displayName} are being resumed by {ResumedBy}, a few at first.";
}

/// <summary>A command does not fit: it is paused already, or not paused.</summary>
internal sealed class PauseRefusedException(string message) : Exception(message);
