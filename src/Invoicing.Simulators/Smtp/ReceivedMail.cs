namespace Invoicing.Simulators.Smtp;

/// <summary>A mail that a sink has taken.</summary>
/// <param name="ReceivedAt">When its last line had come.</param>
/// <param name="From">Sender of the envelope; empty for the null sender.</param>
/// <param name="To">Recipients of the envelope, in their order.</param>
/// <param name="Raw">Headers and body as sent, dots unstuffed.</param>
/// <param name="File">Where it is stored, if a folder was given.</param>
internal sealed record ReceivedMail(DateTimeOffset ReceivedAt, string From, IReadOnlyList<string> To, string Raw, string? File)
{
    /// <summary>Unfolded, by name in any case; the first of several equal ones. Encoded words are decoded.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = MailText.ReadHeaders(Raw);

    public string Subject => Headers.GetValueOrDefault("Subject", "");

    /// <summary>As written, with its angle brackets; null when there is none.</summary>
    public string? MessageId => Headers.GetValueOrDefault("Message-ID");

    private (string Raw, IReadOnlyList<MailPart> Parts)? _read;

    /// <summary>Texts and files, in their order. Kept: a file can be large, and is looked into for every order.</summary>
    public IReadOnlyList<MailPart> Parts
    {
        get
        {
            if (_read is not { } read || read.Raw != Raw)
            {
                _read = read = (Raw, MailText.ReadParts(Raw));
            }

            return read.Parts;
        }
    }

    /// <summary>What is to be read, in plain text.</summary>
    public string Body => (Parts.FirstOrDefault(part => part is { Type: "text/plain" or "", FileName: null }) ?? Parts[0]).Text;

    /// <summary>The same in HTML; null when there is none.</summary>
    public string? Html => Parts.FirstOrDefault(part => part is { Type: "text/html", FileName: null })?.Text;

    /// <summary>The first file of the mail; null when there is none.</summary>
    public MailPart? Attachment => Parts.FirstOrDefault(part => part.FileName is not null);
}
