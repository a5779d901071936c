using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// Something a person must hear of: a failed step of an order, a message in an error queue, or trouble with a feed or a system. Free of
/// personal data.
/// </summary>
internal sealed record Notice
{
    private const int LongestName = 200;
    private const int LongestMessage = 2000;

    /// <summary>Follows from what happened, which is told once: to a step at one attempt, or to the message.</summary>
    [JsonIgnore]
    public Guid Id => OrderKey.Of(Step is null ? $"{Queue}\n{MessageId}" : $"{OrderNo}\n{Step}\n{Attempt}\n{Kind}");

    [JsonConverter(typeof(KindByName))]
    public required NoticeKind Kind { get; init; }

    public string? OrderNo { get; init; }

    public string? OrderId { get; init; }

    /// <summary><c>invoice</c>, or <c>slip/NUMBER</c>.</summary>
    public string? Step { get; init; }

    public int? Attempt { get; init; }

    public string? Store { get; init; }

    /// <summary>The queue whose error queue holds the message, or what else the notice concerns; null for a step of an order.</summary>
    public string? Queue { get; init; }

    /// <summary>Id of that message (of its fault when it has none), or of what else the notice concerns.</summary>
    public Guid? MessageId { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    public Guid? CorrelationId { get; init; }

    /// <summary>The trace of what failed, with which the mail about it goes on; null: none was recorded.</summary>
    public string? Trace { get; init; }

    /// <summary>When it was stored, on the database's clock; unset before that.</summary>
    [JsonIgnore]
    public DateTimeOffset NoticedAt { get; init; }

    /// <summary>Null until it is merged into a mail.</summary>
    public Guid? MailId { get; init; }

    /// <summary>When a report has told that the order went on.</summary>
    public DateTimeOffset? CureReportedAt { get; init; }

    /// <summary>When a daily summary has told the same.</summary>
    public DateTimeOffset? CureSummarisedAt { get; init; }

    /// <summary>State of its order when the notice was read, as all that follows; null where no order of that number is stored.</summary>
    public string? OrderState { get; init; }

    /// <summary>What its order is worth; null where that has no total that can be read.</summary>
    public decimal? Total { get; init; }

    /// <summary>Of <see cref="Total"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>When the mail about it was sent; null: not yet.</summary>
    public DateTimeOffset? MailedAt { get; init; }

    /// <summary>The <c>Message-ID</c> of the mail about it; null: it is in none yet.</summary>
    public string? MailMessageId { get; init; }

    [JsonIgnore]
    public Cause Cause => new(Kind, Queue ?? Cause.PlaceOf(Step!));

    /// <summary>Stored, to be grouped by.</summary>
    public string CauseKey => Cause.Key;

    public static Notice Of(InvoicingFailed failed) => new()
    {
        Kind = KindOf(failed.Kind.ToString()),
        // PostgreSQL refuses a NUL in text, and a notice that cannot be stored would never be told.
        OrderNo = TextSanitizer.Line(failed.OrderNo, LongestName),
        OrderId = TextSanitizer.Line(failed.OrderId, LongestName),
        Step = TextSanitizer.Line(failed.Step, LongestName),
        Attempt = failed.Attempt,
        Store = failed.Store is null ? null : TextSanitizer.Line(failed.Store, LongestName),
        Message = TextSanitizer.Lines(failed.Message, LongestMessage),
        FailedAt = failed.FailedAt,
        CorrelationId = failed.CorrelationId,
    };

    /// <summary>Of what is no step of an order.</summary>
    /// <param name="place">What it concerns, such as a queue, <c>retailpro</c> or the name of a feed file; part of the cause.</param>
    /// <param name="id">The same for the same event, which is told once.</param>
    public static Notice Of(NoticeKind kind, string place, Guid id, string message, DateTimeOffset at) => new()
    {
        Kind = kind,
        Queue = TextSanitizer.Line(place, LongestName),
        MessageId = id,
        Message = TextSanitizer.Lines(message, LongestMessage),
        FailedAt = at,
    };

    /// <summary>A kind of a newer contract is still told, as one that this program does not know.</summary>
    public static NoticeKind KindOf(string name) =>
        Enum.TryParse<NoticeKind>(name, out var kind) && Enum.IsDefined(kind) ? kind : NoticeKind.Unexpected;

    private sealed class KindByName : JsonConverter<NoticeKind>
    {
        public override NoticeKind Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => KindOf(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, NoticeKind kind, JsonSerializerOptions options) =>
            writer.WriteStringValue(kind.ToString());
    }
}

/// <summary>What people are told of: every <see cref="FailureKind"/> of a step, and what concerns no single step. Stored by name.</summary>
internal enum NoticeKind
{
    InvalidData = FailureKind.InvalidData,
    Refused = FailureKind.Refused,
    OutcomeUnknown = FailureKind.OutcomeUnknown,
    NumberTaken = FailureKind.NumberTaken,
    NoAnswer = FailureKind.NoAnswer,
    GaveUp = FailureKind.GaveUp,
    InvoicedWithEarlierData = FailureKind.InvoicedWithEarlierData,
    Unexpected = FailureKind.Unexpected,

    /// <summary>A message that cannot be read, or that nobody on its queue understands.</summary>
    UnreadableMessage = 100,

    /// <summary>A message whose handling failed, and which is not a step of an order that the saga reports itself.</summary>
    FaultedMessage,

    /// <summary>A system refuses the credentials: calls are paused.</summary>
    CredentialsRefused,

    /// <summary>Orders of a feed file were not taken.</summary>
    FeedFaulted,

    /// <summary>A file lies where feeds are put, and is not taken.</summary>
    FileNotTaken,

    /// <summary>The SFTP server that feeds are fetched from cannot be used.</summary>
    SftpFaulted,

    /// <summary>A system does not tell of its orders as the settings say, or what it tells cannot be read.</summary>
    EventsFaulted,

    /// <summary>A sales channel from which no order has come for longer than is usual.</summary>
    NoOrders,
}

/// <summary>Notices of one cause need the same person to do the same thing.</summary>
/// <param name="Place">
/// <c>invoice</c>, <c>slip</c> or system and operation of a step; for messages the queue, for a feed its file, for a file that is not taken
/// its folder, for a silent channel its name, else the system.
/// </param>
internal sealed record Cause(NoticeKind Kind, string Place)
{
    /// <summary>Told at once, each cause in mails of its own: somebody must look now. Everything else waits for the report.</summary>
    public static readonly NoticeKind[] AtOnce = [NoticeKind.OutcomeUnknown, NoticeKind.CredentialsRefused, NoticeKind.NoOrders];

    /// <summary>A message that lies in an error queue.</summary>
    public bool IsMessage => Kind is NoticeKind.UnreadableMessage or NoticeKind.FaultedMessage;

    /// <summary>Neither a step of an order nor a message.</summary>
    public bool IsNoOrder =>
        Kind is NoticeKind.CredentialsRefused or NoticeKind.FeedFaulted or NoticeKind.FileNotTaken or NoticeKind.SftpFaulted
            or NoticeKind.EventsFaulted or NoticeKind.NoOrders;

    /// <summary>
    /// The part of a system whose credentials are refused, such as one of several tenants: no other calls are held back. Null: all of it,
    /// or it is about something else.
    /// </summary>
    public (string System, string Name)? PartOf =>
        Kind == NoticeKind.CredentialsRefused && Place.Split('/') is [var system, var name] ? (system, name) : null;

    public string Key => $"{Kind}/{Place}";

    public static NoticeKind KindOf(string key) => Notice.KindOf(key.Split('/')[0]);

    /// <summary>The numbers of documents must not make a cause each.</summary>
    public static string PlaceOf(string step) => step == StepNames.Invoice || StepNames.SlipNoOf(step) is not null
        ? step.Split('/')[0]
        : string.Join('/', step.Split('/').Take(2));
}
