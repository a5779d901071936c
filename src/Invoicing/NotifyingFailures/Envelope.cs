using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Invoicing.NotifyingFailures;

/// <summary>Puts a mail into the form of the framework's mail client.</summary>
internal static class Envelope
{
    public static MailMessage Around(Mail mail, MailSettings settings, TransferEncoding encoding)
    {
        var message = new MailMessage
        {
            From = new(settings.From),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.TextBody.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = encoding,
        };
        foreach (var recipient in settings.Recipients)
        {
            message.To.Add(new MailAddress(recipient));
        }

        message.Headers.Add("Message-ID", mail.MessageId);
        // Keeps out-of-office replies away from the sender.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
