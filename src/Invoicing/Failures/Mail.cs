using System.Globalization;
using System.Text;
using Invoicing.Failures.Writing;
using MimeKit;
using MimeKit.Text;

namespace Invoicing.Failures;

/// <summary>A mail to operations or to a store.</summary>
/// <param name="Id">The mail's row.</param>
/// <param name="MessageId">The <c>Message-ID</c> header with its angle brackets: the same however often the mail is sent.</param>
/// <param name="Subject">One line.</param>
/// <param name="TextBody">Lines end in <c>\n</c>.</param>
internal sealed record Mail(Guid Id, string MessageId, string Subject, string TextBody)
{
    private const int LongestSubject = 150;

    /// <summary>The same for readers of HTML; null for a mail of plain text.</summary>
    public string? HtmlBody { get; init; }

    public Attachment? Attachment { get; init; }

    /// <summary>Null: the recipients of the settings at the time of sending.</summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>A mail whose text and HTML say the same. Its <c>Message-ID</c> is in the domain of its sender.</summary>
    public static Mail Of(Guid id, string from, string subject, Page page)
    {
        var domain = new IdnMapping().GetAscii(MailAddresses.Parse(from).Domain);
        return new(id, $"<{id:N}@{domain}>", TextSanitizer.Line(subject, LongestSubject), page.ToText()) { HtmlBody = page.ToHtml() };
    }

    /// <summary>The form in which it travels.</summary>
    public MimeMessage ToMime(MailSettings settings, ContentEncoding encoding)
    {
        var message = new MimeMessage { Subject = Subject, MessageId = MessageId.Trim('<', '>'), Body = BodyOf(encoding) };
        message.From.Add(MailAddresses.Parse(settings.From));
        // Of a mail that was stored by an earlier version, an entry may hold several.
        SettingList recipients = [.. Recipients ?? settings.Recipients()];
        message.To.AddRange(recipients.Select(MailAddresses.Parse));
        // Keeps out-of-office replies away from the sender.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private MimeEntity BodyOf(ContentEncoding encoding)
    {
        var text = Part(TextFormat.Plain, TextBody);
        MimeEntity body = HtmlBody is { } html ? new MultipartAlternative(text, Part(TextFormat.Html, html)) : text;
        return Attachment is not { } attachment ? body : new Multipart("mixed")
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

        TextPart Part(TextFormat format, string lines)
        {
            var part = new TextPart(format) { ContentTransferEncoding = encoding };
            part.SetText(Encoding.UTF8, lines.ReplaceLineEndings("\r\n"));
            return part;
        }
    }
}

internal sealed record Attachment(string Name, ReadOnlyMemory<byte> Content);
