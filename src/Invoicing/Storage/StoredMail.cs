using System.Text.Json.Serialization;

namespace Invoicing.Storage;

/// <summary>A mail, and how far it was sent. All times are the database's.</summary>
/// <param name="Cause">What it is about: mails of one cause to the same people wait for each other.</param>
internal sealed record StoredMail(string Cause, Mail Mail)
{
    [JsonIgnore]
    public Guid Id => Mail.Id;

    [JsonIgnore]
    public DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; init; }

    /// <summary>Not before this: the back-off, and while an instance is sending, its lease.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the first of its recipients got it.</summary>
    public DateTimeOffset? ReachedAt { get; init; }

    /// <summary>Whom it did not and will not reach, each with what the mail server said.</summary>
    public IReadOnlyList<string> Unreached { get; init; } = [];
}

/// <summary>A mail to operations, to a store or to a customer.</summary>
/// <param name="MessageId">The <c>Message-ID</c> header with its angle brackets: the same however often the mail is sent.</param>
/// <param name="Subject">One line.</param>
/// <param name="TextBody">Lines end in <c>\n</c>.</param>
internal sealed record Mail(Guid Id, string MessageId, string Subject, string TextBody)
{
    /// <summary>The sender; null: that of the settings.</summary>
    public string? From { get; init; }

    /// <summary>The same for readers of HTML; null for a mail of plain text.</summary>
    public string? HtmlBody { get; init; }

    /// <summary>Stored as <see cref="MailFile"/>.</summary>
    [JsonIgnore]
    public Attachment? Attachment { get; init; }

    /// <summary>Traces of what it tells, each once; null: none was recorded.</summary>
    public IReadOnlyList<string>? Traces { get; init; }

    /// <summary>
    /// Null: the recipients of the settings at the time of sending. Of a mail that some have, those that are still to get it.
    /// </summary>
    public IReadOnlyList<string>? Recipients { get; init; }
}

/// <param name="Type">Of its content.</param>
internal sealed record Attachment(string Name, ReadOnlyMemory<byte> Content, string Type = "text/csv");

/// <summary>
/// The attachment of a mail, beside it, for it can be large; deleted once the mail is sent, for it can be made again from the notices.
/// </summary>
internal sealed record MailFile(Guid Id, Attachment Attachment);

/// <param name="Recipient">Code of the store; empty for the summary.</param>
/// <param name="Until">The mail tells of what happened until then; the next one begins there.</param>
/// <param name="MailId">Null: there was nothing to tell.</param>
internal sealed record DailyMail(string Kind, string Recipient, DateOnly Day, DateTimeOffset Until, Guid? MailId)
{
    [JsonIgnore]
    public string Id => IdOf(Kind, Recipient, Day);

    public static string IdOf(string kind, string recipient, DateOnly day) => $"{kind}/{recipient}/{day:O}";
}
