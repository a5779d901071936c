namespace Invoicing.Failures;

/// <summary>The way out for mails.</summary>
internal interface IMailGateway
{
    /// <summary>Sends the mail to its recipients, else to those of the settings. Ends by its own time-out.</summary>
    /// <exception cref="Exception">It is not known that anybody has the mail.</exception>
    Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken);

    /// <summary>Tells whether mails could be sent now, without sending one: everything is tried up to the sender's address.</summary>
    /// <returns>Null, or what is wrong and which setting to look at.</returns>
    Task<string?> Check(CancellationToken cancellationToken);
}
