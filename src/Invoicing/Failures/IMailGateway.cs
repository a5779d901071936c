using Invoicing.Storage;

namespace Invoicing.Failures;

internal interface IMailGateway
{
    /// <summary>Sends the mail to its recipients, else to those of the settings. Ends by its own time-out.</summary>
    /// <param name="longest">Ends before that, too.</param>
    /// <exception cref="Exception">It is not known that anybody has the mail.</exception>
    Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null);

    /// <summary>Tells whether mails could be sent now, without sending one: everything is tried up to the sender's address.</summary>
    /// <returns>Null, or what is wrong and which setting to look at.</returns>
    Task<string?> Check(CancellationToken cancellationToken);
}

/// <param name="Accepted">For how many recipients it has taken it.</param>
/// <param name="Refused">For whom it has not.</param>
internal sealed record MailOutcome(int Accepted, IReadOnlyList<RefusedRecipient> Refused)
{
    /// <summary>How long a recipient that is refused for now is tried, once others have the mail.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    public static MailOutcome TakenFor(int recipients) => new(recipients, []);

    /// <summary>
    /// Nobody has the mail yet: it waits as a whole, however it was refused, until the settings or the server are mended.
    /// </summary>
    public bool HasFailed(LeasedMail leased) => Accepted == 0 && leased.Reached is null;

    /// <summary>Who is tried again, alone: the others have the mail, and would have it twice.</summary>
    public IReadOnlyList<RefusedRecipient> Later(LeasedMail leased) =>
        leased.Reached > Patience ? [] : [.. Refused.Where(recipient => !recipient.ForGood)];
}

/// <summary>A recipient for whom the mail server has not taken a mail.</summary>
/// <param name="Answer">What it said, such as <c>550 no such user</c>.</param>
/// <param name="ForGood">The same again gets the same answer (5xx).</param>
internal sealed record RefusedRecipient(string Address, string Answer, bool ForGood)
{
    private const int Longest = 200;

    public override string ToString() => TextSanitizer.Line($"{Address}: {Answer}", Longest);
}
