using Invoicing.Storage;

namespace Invoicing.Failures;

/// <summary>Notices of one cause go into one mail: they need the same person to do the same thing.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Place"><c>invoice</c> or <c>slip</c>; for messages the queue, for a feed its file, for a file that is not taken its
/// folder.</param>
internal sealed record Cause(NoticeKind Kind, string Place)
{
    /// <summary>Told at once, each cause in mails of its own: somebody must look now. Everything else waits for the report.</summary>
    public static readonly NoticeKind[] AtOnce = [NoticeKind.OutcomeUnknown, NoticeKind.CredentialsRefused];

    /// <summary>A message that lies in an error queue.</summary>
    public bool IsMessage => Kind is NoticeKind.UnreadableMessage or NoticeKind.FaultedMessage;

    /// <summary>Neither a step of an order nor a message.</summary>
    public bool IsNoOrder =>
        Kind is NoticeKind.CredentialsRefused or NoticeKind.FeedFaulted or NoticeKind.FileNotTaken or NoticeKind.SftpFaulted;

    public string Key => $"{Kind}/{Place}";

    /// <summary>The numbers of slips must not make a cause each.</summary>
    public static string PlaceOf(string step) => step.Split('/')[0];
}
