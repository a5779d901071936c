using System.Globalization;
using Invoicing.Failures.Writing;

namespace Invoicing.Failures;

/// <summary>A mail to operations or to a store.</summary>
/// <param name="Id">The mail's row.</param>
/// <param name="MessageId">The <c>Message-ID</c> header with its angle brackets: the same however often the mail is sent.</param>
/// <param name="Subject">One line.</param>
/// <param name="TextBody">Lines end in <c>\n</c>.</param>
internal sealed record Mail(Guid Id, string MessageId, string Subject, string TextBody)
{
    /// <summary>The same for readers of HTML; null for a mail of plain text.</summary>
    public string? HtmlBody { get; init; }

    public Attachment? Attachment { get; init; }

    /// <summary>Null: the recipients of the settings at the time of sending.</summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>A mail whose text and HTML say the same.</summary>
    public static Mail Of(Guid id, string from, string subject, Page page) =>
        new(id, MessageIdOf(id, from), TextSanitizer.Line(subject, LongestSubject), page.ToText()) { HtmlBody = page.ToHtml() };

    /// <summary>The <c>Message-ID</c> of a mail, in the domain of its sender.</summary>
    public static string MessageIdOf(Guid id, string from) =>
        $"<{id:N}@{new IdnMapping().GetAscii(MailAddresses.Parse(from).Domain)}>";

    private const int LongestSubject = 150;
}

/// <summary>A file that goes with a mail.</summary>
internal sealed record Attachment(string Name, ReadOnlyMemory<byte> Content);
