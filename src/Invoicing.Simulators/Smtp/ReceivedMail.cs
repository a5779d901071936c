using System.Text;
using MimeKit;

namespace Invoicing.Simulators.Smtp;

/// <summary>A mail that a sink has taken.</summary>
/// <param name="ReceivedAt">When its last line had come.</param>
/// <param name="From">Sender of the envelope; empty for the null sender.</param>
/// <param name="To">Recipients of the envelope, in their order.</param>
/// <param name="Raw">Headers and body as sent, dots unstuffed.</param>
/// <param name="File">Where it is stored, if a folder was given.</param>
internal sealed record ReceivedMail(DateTimeOffset ReceivedAt, string From, IReadOnlyList<string> To, string Raw, string? File)
{
    private readonly Lazy<MimeMessage> _mail = new(() => Parse(Raw));
    private IReadOnlyList<MailPart>? _parts;

    public string Subject => _mail.Value.Subject ?? "";

    /// <summary>As written, with its angle brackets; null when there is none.</summary>
    public string? MessageId => Header("Message-ID");

    /// <summary>Texts and files, in their order. Kept: a file can be large, and is looked into for every order.</summary>
    public IReadOnlyList<MailPart> Parts => _parts ??= [.. _mail.Value.BodyParts.OfType<MimePart>().Select(MailPart.Of)];

    /// <summary>What is to be read, in plain text.</summary>
    public string Body =>
        (Parts.FirstOrDefault(part => part is { Type: "text/plain", FileName: null }) ?? Parts.FirstOrDefault())?.Text ?? "";

    /// <summary>The same in HTML; null when there is none.</summary>
    public string? Html => Parts.FirstOrDefault(part => part is { Type: "text/html", FileName: null })?.Text;

    /// <summary>The first file of the mail; null when there is none.</summary>
    public MailPart? Attachment => Parts.FirstOrDefault(part => part.FileName is not null);

    /// <summary>The first of this name, in any case, unfolded and decoded; null when there is none.</summary>
    public string? Header(string name) => _mail.Value.Headers[name];

    // A sink must be able to keep anything: what is no mail is a body.
    private static MimeMessage Parse(string raw)
    {
        try
        {
            return MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(raw)));
        }
        catch (FormatException)
        {
            return new MimeMessage { Body = new TextPart("plain") { Text = raw } };
        }
    }
}

/// <summary>One text or file of a mail, decoded.</summary>
/// <param name="Type">Such as <c>text/plain</c>.</param>
/// <param name="FileName">Of a file.</param>
internal sealed record MailPart(string Type, string? FileName, string Text)
{
    public static MailPart Of(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        var charset = part.ContentType.CharsetEncoding ?? Encoding.UTF8;
        return new(part.ContentType.MimeType, part.FileName, charset.GetString(content.ToArray()));
    }
}
