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
        foreach (var recipient in mail.Recipients ?? settings.Recipients)
        {
            message.To.Add(new MailAddress(recipient));
        }

        if (mail.HtmlBody is { } html)
        {
            var view = AlternateView.CreateAlternateViewFromString(html.ReplaceLineEndings("\r\n"), Encoding.UTF8, MediaTypeNames.Text.Html);
            view.TransferEncoding = encoding;
            message.AlternateViews.Add(view);
        }

        if (mail.Attachment is { } attachment)
        {
            message.Attachments.Add(new(new MemoryStream(attachment.Content.ToArray(), writable: false), attachment.Name, MediaTypeNames.Text.Csv)
            {
                TransferEncoding = TransferEncoding.Base64,
            });
        }

        message.Headers.Add("Message-ID", mail.MessageId);
        // Keeps out-of-office replies away from the sender.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
