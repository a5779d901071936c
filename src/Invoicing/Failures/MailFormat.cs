using System.Globalization;
using System.Text;
using Invoicing.Failures.Writing;
using Invoicing.Storage;
using MimeKit;
using MimeKit.Text;

namespace Invoicing.Failures;

internal static class MailFormat
{
    private const int LongestSubject = 150;

    extension(Mail mail)
    {
        /// <summary>A mail whose text and HTML say the same. Its <c>Message-ID</c> is in the domain of its sender.</summary>
        public static Mail Of(Guid id, string from, string subject, Page page)
        {
            var domain = new IdnMapping().GetAscii(MailAddresses.Parse(from).Domain);
            return new(id, $"<{id:N}@{domain}>", TextSanitizer.Line(subject, LongestSubject), page.ToText()) { HtmlBody = page.ToHtml() };
        }

        public MimeMessage ToMime(MailSettings settings, ContentEncoding encoding)
        {
            var message = new MimeMessage
            {
                Subject = mail.Subject, MessageId = mail.MessageId.Trim('<', '>'), Body = BodyOf(mail, encoding),
            };
            message.From.Add(MailAddresses.Parse(mail.From ?? settings.From));
            // An entry may hold several.
            SettingList recipients = [.. mail.Recipients ?? settings.Recipients()];
            message.To.AddRange(recipients.Select(MailAddresses.Parse));
            // Keeps out-of-office replies away from the sender.
            message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
            return message;
        }
    }

    private static MimeEntity BodyOf(Mail mail, ContentEncoding encoding)
    {
        var text = Part(TextFormat.Plain, mail.TextBody);
        MimeEntity body = mail.HtmlBody is { } html ? new MultipartAlternative(text, Part(TextFormat.Html, html)) : text;
        return mail.Attachment is not { } attachment ? body : new Multipart("mixed")
        {
            body,
            new MimePart(MimeKit.ContentType.Parse(attachment.Type))
            {
                Content = new MimeContent(new MemoryStream(attachment.Content.ToArray(), writable: false)),
                ContentDisposition = new(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = attachment.Name,
            },
        };

        TextPart Part(TextFormat format, string lines)
        {
            var part = new TextPart(format) { ContentTransferEncoding = encoding };
            part.SetText(Encoding.UTF8, lines.ReplaceLineEndings("\r\n"));
            return part;
        }
    }
}
