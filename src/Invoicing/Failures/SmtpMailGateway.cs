using Invoicing.Storage;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Invoicing.Failures;

internal sealed class SmtpMailGateway(IOptions<MailSettings> options) : IMailGateway
{
    /// <summary>Somebody waits for the answer.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(15);

    private SmtpSettings Smtp => options.Value.Smtp;

    public async Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null)
    {
        // Passes every server, old ones too.
        using var message = mail.ToMime(options.Value, ContentEncoding.Base64);
        // Of a step whose time is over nothing is left: then it is surely not sent.
        var time = longest < TimeSpan.Zero ? TimeSpan.Zero : longest < Smtp.Timeout ? longest.Value : Smtp.Timeout;
        using var conversation = new SmtpConversation(Smtp, time);
        var recipients = message.To.Count;
        var refused = conversation.Refused;
        await conversation.Hold(Send, cancellationToken);
        await conversation.Leave();
        return new(recipients - refused.Count, refused);

        async Task Send(CancellationToken limit)
        {
            try
            {
                await conversation.SendAsync(message, limit);
            }
            catch (SmtpCommandException none) when (none.ErrorCode == SmtpErrorCode.MessageNotAccepted && refused.Count == recipients)
            {
                // Each has an answer of its own. A sender who is refused is another matter: then those of the recipients mean nothing.
            }
        }
    }

    public async Task<string?> Check(CancellationToken cancellationToken)
    {
        using var conversation = new SmtpConversation(Smtp, Smtp.Timeout < LongestCheck ? Smtp.Timeout : LongestCheck);
        try
        {
            await conversation.Hold(_ => Task.CompletedTask, cancellationToken);
            await conversation.Leave();
            return null;
        }
        catch (MailServerException wrong)
        {
            return wrong.Message;
        }
    }
}
