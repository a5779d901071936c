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
    private readonly Lazy<MimeMessage> _mime = new(() => Parse(Raw));

    public MimeMessage Mime => _mime.Value;

    public string Subject => Mime.Subject ?? "";

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
