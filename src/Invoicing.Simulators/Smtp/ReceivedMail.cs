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

    /// <summary>The body in plain text; of a mail of several parts, the raw parts.</summary>
    public string Body => MailText.ReadBody(Raw, Headers);
}
