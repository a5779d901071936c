namespace Invoicing.NotifyingFailures;

/// <summary>Notices of one cause go into one mail: they need the same person to do the same thing.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Place"><c>invoice</c> or <c>slip</c>, and for messages the queue.</param>
internal sealed record Cause(NoticeKind Kind, string Place)
{
    public string Key => $"{Kind}/{Place}";

    /// <summary>The numbers of slips must not make a cause each.</summary>
    public static string PlaceOf(string step) => step.Split('/')[0];
}
