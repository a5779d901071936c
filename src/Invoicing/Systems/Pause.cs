using System.Text.Json.Serialization;

namespace Invoicing.Systems;

internal enum PauseState
{
    /// <summary>No calls are made.</summary>
    Paused,

    /// <summary>A few calls are made to see whether all is well; the more succeed, the more.</summary>
    Resuming,

    /// <summary>All calls are made.</summary>
    Ended,
}

/// <summary>
/// The newest time in which calls to a system were held back, a document a system; all times are those of the database. Each change is
/// decided here, from what every process sees; null: there is nothing to change.
/// </summary>
/// <param name="System">The system's name.</param>
/// <param name="Id">Of this pause alone: people are told of each.</param>
internal sealed record Pause(string System, Guid Id, string By, string Reason, DateTimeOffset Since)
{
    /// <summary>Who paused it when no person did.</summary>
    public const string ByService = "the service";

    /// <summary>Calls that must have been answered before all may be made again.</summary>
    public const int AnswersToEnd = 30;

    // Each call that is answered brings two more: 1, 2, 4, 8 at a time.
    private const int PermitsPerAnswer = 2;

    private static readonly TimeSpan s_longestCall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_nobodyAsks = TimeSpan.FromMinutes(1);

    public PauseState State { get; init; }

    public string? ResumedBy { get; init; }

    /// <summary>Calls that may be made now, while resuming.</summary>
    public int Permits { get; init; }

    /// <summary>Calls that were answered since it is being resumed.</summary>
    public int Answered { get; init; }

    public DateTimeOffset? PermittedAt { get; init; }

    /// <summary>The document's revision.</summary>
    [JsonIgnore]
    public int Version { get; init; }

    public Pause? Resume(string by, DateTimeOffset now) => State == PauseState.Paused
        ? this with { State = PauseState.Resuming, ResumedBy = by, Permits = 1, PermittedAt = now }
        : null;

    public Pause? TakePermit(DateTimeOffset now) => this is { State: PauseState.Resuming, Permits: > 0 }
        ? this with { Permits = Permits - 1, PermittedAt = now }
        : null;

    public Pause? GiveBack() => State == PauseState.Resuming ? this with { Permits = Permits + 1 } : null;

    public Pause? CallAnswered() => State != PauseState.Resuming ? null : this with
    {
        Answered = Answered + 1,
        Permits = Permits + PermitsPerAnswer,
        State = Answered + 1 >= AnswersToEnd ? PauseState.Ended : State,
    };

    /// <summary>
    /// A permit that was not answered may have gone down with its process, or the system was silent. Where calls were answered and nobody
    /// has asked for a permit for a while, no order waits any more.
    /// </summary>
    public Pause? MoveOn(DateTimeOffset now)
    {
        if (State == PauseState.Resuming && now - PermittedAt > (Permits == 0 ? s_longestCall : s_nobodyAsks))
        {
            var isOver = Answered > 0 && Permits > 0;
            return this with { Permits = Math.Max(Permits, 1), PermittedAt = now, State = isOver ? PauseState.Ended : State };
        }

        return null;
    }

    /// <param name="displayName">What people call the system.</param>
    public string Text(string displayName) => State == PauseState.Paused
        ? $"Calls to {displayName} are paused since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {By}: {Reason}"
        : $"Calls to {displayName} are being resumed by {ResumedBy}, a few at first.";
}

/// <summary>A command does not fit: it is paused already, or not paused.</summary>
internal sealed class PauseRefusedException(string message) : Exception(message);
