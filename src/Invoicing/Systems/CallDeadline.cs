namespace Invoicing.Systems;

/// <summary>
/// The time that a claimed call has, on the monotonic clock. It begins before the claim is asked for, so it ends before the claim's
/// deadline in the database does. It is looked at right before the request is written: a process that was frozen in between writes nothing.
/// </summary>
internal sealed class CallDeadline(TimeProvider clock, TimeSpan length)
{
    private readonly long _start = clock.GetTimestamp();

    public TimeSpan Left => length - clock.GetElapsedTime(_start);

    public bool IsOver => Left <= TimeSpan.Zero;
}
