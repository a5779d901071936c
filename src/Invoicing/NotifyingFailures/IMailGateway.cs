namespace Invoicing.NotifyingFailures;

/// <summary>
/// The way out for mails: the one seam for another mail library (MailKit would be the choice, and cannot be restored here).
/// </summary>
internal interface IMailGateway
{
    /// <summary>Sends the mail to the recipients of the settings. Throws unless it was accepted; ends by its own time-out.</summary>
    Task Send(Mail mail, CancellationToken cancellationToken);

    /// <summary>Tells whether mails could be sent now, without sending one.</summary>
    /// <returns>Null, or what is wrong and which setting to look at.</returns>
    Task<string?> Check(CancellationToken cancellationToken);
}
