namespace Invoicing.Systems;

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
