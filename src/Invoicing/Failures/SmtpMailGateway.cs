using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Invoicing.Failures;

/// <summary>Sends mails through a mail server.</summary>
internal sealed class SmtpMailGateway(IOptions<MailSettings> options) : IMailGateway
{
    /// <summary>Somebody waits for the answer.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private SmtpSettings Smtp => options.Value.Smtp;

    public async Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken)
    {
        // Passes every server, old ones too.
        using var message = MimeMail.Of(mail, options.Value, ContentEncoding.Base64);
        using var client = new Client();
        var recipients = message.To.Count;
        await new SmtpConversation(Smtp, Smtp.Timeout).Hold(client, limit => Send(client, message, limit), cancellationToken);
        await Leave(client);
        return new(recipients - client.Refused.Count, client.Refused);

        async Task Send(Client to, MimeMessage what, CancellationToken limit)
        {
            try
            {
                await to.SendAsync(what, limit);
            }
            catch (SmtpCommandException none) when (none.ErrorCode == SmtpErrorCode.MessageNotAccepted && to.Refused.Count == recipients)
            {
                // Each has an answer of its own. A sender who is refused is another matter: then those of the recipients mean nothing.
            }
        }
    }

    public async Task<string?> Check(CancellationToken cancellationToken)
    {
        using var client = new Client();
        try
        {
            await new SmtpConversation(Smtp, Smtp.Timeout < LongestCheck ? Smtp.Timeout : LongestCheck).Hold(client, _ => Task.CompletedTask, cancellationToken);
            await Leave(client);
            return null;
        }
        catch (MailServerException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>What was taken is taken, however the server says goodbye.</summary>
    private static async Task Leave(Client client)
    {
        using var limit = new CancellationTokenSource(LongestFarewell);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>Goes on with the other recipients when one is refused.</summary>
    private sealed class Client : SmtpClient
    {
        public List<RefusedRecipient> Refused { get; } = [];

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            Refused.Add(new(mailbox.GetAddress(idnEncode: true), $"{(int)response.StatusCode} {response.Response}", (int)response.StatusCode >= 500));
    }
}
