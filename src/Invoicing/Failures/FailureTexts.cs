using Invoicing.Messaging;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Failures;

/// <summary>Steps and causes in words.</summary>
/// <param name="systems">Of all systems, one at least; the first speaks where a cause names none.</param>
internal sealed class FailureTexts(params IReadOnlyList<SystemTexts> systems)
{
    public IReadOnlyList<SystemTexts> Systems => systems;

    /// <summary>Such as <c>invoice at store SVA40</c> or <c>transfer slip 00000731 from store SVA11</c>.</summary>
    public static string Step(Notice notice)
    {
        var what = SlipNo(notice) is { } slipNo ? $"transfer slip {slipNo}" : notice.Step;
        var preposition = SlipNo(notice) is null ? "at" : "from";
        return notice.Store is { Length: > 0 } store ? $"{what} {preposition} store {store}" : $"{what}";
    }

    /// <summary>The number of the slip, or null if the step is not a slip.</summary>
    public static string? SlipNo(Notice notice) => notice.Step?.Split('/', 2) is ["slip", var number] ? number : null;

    /// <summary>A headline that stands alone.</summary>
    public static string Sentence(string headline) => char.ToUpperInvariant(headline[0]) + headline[1..];

    /// <summary>The system that a person has to do with.</summary>
    public SystemTexts SystemOf(Cause cause) =>
        systems.FirstOrDefault(system => system.Name == (cause.PartOf?.System ?? cause.Place) || system.Steps.ContainsKey(cause.Place))
            ?? systems[0];

    /// <param name="name">Null: none in particular.</param>
    public SystemTexts SystemNamed(string? name) => systems.FirstOrDefault(system => system.Name == name) ?? systems[0];

    /// <summary>What happened, in a few words: the end of a subject, and the heading of the cause in a report.</summary>
    public string Headline(Cause cause)
    {
        var system = SystemOf(cause);
        var step = system.Steps.GetValueOrDefault(cause.Place)?.Document ?? cause.Place;
        return cause.Kind switch
        {
            NoticeKind.InvalidData => $"the data of the {step} cannot be sent",
            NoticeKind.Refused => $"{system.DisplayName} refused the {step}",
            NoticeKind.OutcomeUnknown => $"check whether {system.DisplayName} has the {step}",
            NoticeKind.NumberTaken => $"{system.DisplayName} already has the number of the {step}",
            NoticeKind.NoAnswer => $"no answer about the {step}",
            NoticeKind.GaveUp => $"{system.DisplayName} could not be reached for the {step}",
            NoticeKind.InvoicedWithEarlierData => "invoiced with earlier data",
            NoticeKind.UnreadableMessage => $"unreadable in queue {cause.Place}",
            NoticeKind.FaultedMessage => $"failed in queue {cause.Place}",
            NoticeKind.CredentialsRefused when cause.PartOf is { } part =>
                $"{system.DisplayName} refuses the credentials of {part.Name}: its orders wait",
            NoticeKind.CredentialsRefused => $"{system.DisplayName} refuses the credentials: calls are paused",
            NoticeKind.FeedFaulted => $"orders of feed {cause.Place} were not taken",
            NoticeKind.FileNotTaken => $"a file in {cause.Place} is not taken",
            NoticeKind.SftpFaulted => "feeds cannot be fetched or put back as they must be",
            NoticeKind.EventsFaulted => $"{system.DisplayName} does not tell of its orders as it should",
            NoticeKind.NoOrders => $"no orders of the channel {cause.Place}",
            _ => $"unexpected failure of the {step}",
        };
    }

    /// <summary>The cause in plain words: a sentence for somebody who does not know the program.</summary>
    public string Explanation(Cause cause)
    {
        var system = SystemOf(cause).DisplayName;
        return cause.Kind switch
        {
            NoticeKind.InvalidData =>
                $"The order's data cannot be sent to {system}. No call was made. All faults that were found are named.",
            NoticeKind.Refused => $"{system} answered that it will not do it. Sending the same again gets the same answer.",
            NoticeKind.OutcomeUnknown =>
                $"{system} may or may not have done it, and the program cannot find out. It sends nothing again by itself.",
            NoticeKind.NumberTaken => $"{system} says that the number exists already, though this order never used it.",
            NoticeKind.NoAnswer => "The step was asked for several times, and no part of the program answered.",
            NoticeKind.GaveUp => $"{system} could not be reached for longer than the settings allow. The program has stopped trying.",
            NoticeKind.InvoicedWithEarlierData =>
                $"The OMS sent newer data after the invoice had been made. {system} has the earlier data.",
            NoticeKind.UnreadableMessage =>
                $"The message cannot be read or is of a kind that nobody expects there. It lies in {Queues.ErrorOf(cause.Place)}.",
            NoticeKind.FaultedMessage =>
                $"The message could be read, but handling it failed for good. It lies in {Queues.ErrorOf(cause.Place)}.",
            NoticeKind.CredentialsRefused when cause.PartOf is { } part =>
                $"{system} refuses the credentials of {part.Name}. Its orders are taken in and wait; all others go on.",
            NoticeKind.CredentialsRefused =>
                $"{system} refuses the credentials. No more calls are made; orders are taken in and wait.",
            NoticeKind.FeedFaulted =>
                "Some orders of the file cannot be read or contradict others. The rest of the file was taken.",
            NoticeKind.FileNotTaken =>
                "The file lies where feeds are put, and stays there: its orders, if it has any, are not invoiced.",
            NoticeKind.SftpFaulted =>
                "The SFTP server that feeds are fetched from cannot be used as the settings say. Its files wait there; the program tries "
                + "again.",
            NoticeKind.EventsFaulted =>
                $"The feed or the hook by which {system} tells of its orders is not as the settings say, or cannot be read. Orders of the "
                + "OMS are invoiced all the same.",
            NoticeKind.NoOrders =>
                "No order of the channel has come for longer than is usual in business hours. Whether orders are missing, nobody knows yet.",
            _ => "The program failed in a way that it does not know.",
        };
    }

    /// <summary>What a person does about a failure, in order, retrying included. The commands can be copied.</summary>
    /// <param name="notice">The failure that the commands name; null for many, whose commands have placeholders.</param>
    /// <param name="entry">
    /// Its id in the error queue, where that is known. A mail does not know it: messages of the OMS may have none, and then
    /// only their content tells them apart.
    /// </param>
    public IReadOnlyList<string> Remedies(Cause cause, Notice? notice, string? entry = null) =>
        Failures.Remedies.For(SystemOf(cause), cause, notice, entry);
}
