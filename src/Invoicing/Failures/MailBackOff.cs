namespace Invoicing.Failures;

/// <summary>How long a mail waits after a failed attempt: 5 seconds, doubling to 5 minutes, for ever.</summary>
internal static class MailBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan After(int attempt)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 10);
        var wait = First * Math.Pow(2, doublings);
        return wait < Longest ? wait : Longest;
    }
}
