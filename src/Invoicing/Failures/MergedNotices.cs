using Invoicing.Storage;

namespace Invoicing.Failures;

/// <summary>The notices of one cause that go into one mail.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Orders">How many orders they are of.</param>
/// <param name="First">The first of them, at least one, as many as a mail lists.</param>
internal sealed record MergedNotices(long Count, long Orders, IReadOnlyList<Notice> First)
{
    /// <summary>A storm can be of any size, a mail cannot.</summary>
    public const int MostListed = 200;

    public Cause Cause => First[0].Cause;
}
