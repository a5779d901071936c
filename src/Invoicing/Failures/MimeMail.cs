using MimeKit;
using MimeKit.Text;

namespace Invoicing.Failures;

/// <summary>Puts a mail into the form in which it travels.</summary>
internal static class MimeMail
{
    public static MimeMessage Of(Mail mail, MailSettings settings, ContentEncoding encoding)
    {
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            MessageId = mail.MessageId.Trim('<', '>'),
            Body = BodyOf(mail, encoding),
        };
        message.From.Add(MailAddresses.Parse(settings.From));
        // Of a mail that was stored by an earlier version, an entry may hold several.
        SettingList recipients = [.. mail.Recipients ?? settings.Recipients()];
        message.To.AddRange(recipients.Select(MailAddresses.Parse));
        // Keeps out-of-office replies away from the sender.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static MimeEntity BodyOf(Mail mail, ContentEncoding encoding)
    {
        var text = Part(TextFormat.Plain, mail.TextBody, encoding);
        MimeEntity body = mail.HtmlBody is { } html ? new MultipartAlternative(text, Part(TextFormat.Html, html, encoding)) : text;
        return mail.Attachment is not { } attachment ? body : new Multipart("mixed")
        {
            body,
            new MimePart("text", "csv")
            {
                Content = new MimeContent(new MemoryStream(attachment.Content.ToArray(), writable: false)),
                ContentDisposition = new(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = attachment.Name,
            },
        };
    }

    private static TextPart Part(TextFormat format, string text, ContentEncoding encoding)
    {
        var part = new TextPart(format) { ContentTransferEncoding = encoding };
        part.SetText(System.Text.Encoding.UTF8, text.ReplaceLineEndings("\r\n"));
        return part;
    }
}
