using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>Something that happened to an order.</summary>
/// <param name="State">The order's state after it; null when it did not change the order.</param>
[JsonConverter(typeof(TimelineItemConverter))]
internal sealed record TimelineItem(DateTimeOffset At, string What, string? State)
{
    private const string Mailed = "mail sent";
    private const string MailWaits = "mail not sent yet";

    /// <summary>Of <see cref="Details"/>, those that may hold personal data: what was sent, and what came back.</summary>
    public static IReadOnlyList<string> Personal { get; } = ["request", "sent", "answer"];

    /// <summary>Further values by name, beside the others in JSON.</summary>
    public JsonObject Details { get; init; } = [];

    public IEnumerable<string> Warnings =>
        What is TimelineNames.Called or TimelineNames.NotSent && Details["warnings"] is JsonArray warnings
        ? warnings.Select(warning => warning?.ToString() ?? "").Where(warning => warning.Length > 0)
        : [];

    public static TimelineItem Of(DateTimeOffset at, string what, string? state, JsonObject details)
    {
        // The names of the item itself win: a name must not stand twice in an object.
        foreach (var name in new[] { "at", "what", "state" })
        {
            details.Remove(name);
        }

        return new(at, what, state) { Details = details };
    }

    public static TimelineItem Of(Notice notice)
    {
        var details = new JsonObject { ["step"] = notice.Step, ["attempt"] = notice.Attempt, ["kind"] = notice.Kind.ToString() };
        if (notice.MailedAt is null)
        {
            return new(notice.NoticedAt, MailWaits, null) { Details = details };
        }

        details["messageId"] = notice.MailMessageId;
        return new(notice.MailedAt.Value, Mailed, null) { Details = details };
    }

    /// <summary>Every attempt that did not succeed leaves one such item: it was deferred, or a person is needed.</summary>
    public bool EndsAttemptOf(string step) =>
        Text("step") == step
            && (What == "deferred" || (What == "person needed" && Text("kind") != nameof(FailureKind.InvoicedWithEarlierData)));

    public string? Text(string name) => Details[name]?.ToString();
}

/// <summary>Writes the details beside the others.</summary>
internal sealed class TimelineItemConverter : JsonConverter<TimelineItem>
{
    public override TimelineItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, TimelineItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("at", value.At);
        writer.WriteString("what", value.What);
        if (value.State is not null)
        {
            writer.WriteString("state", value.State);
        }

        foreach (var (name, detail) in value.Details)
        {
            writer.WritePropertyName(name);
            if (detail is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                detail.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}

/// <param name="Timeline">Oldest first, mails included; empty where only the row was asked for.</param>
internal sealed record StoredOrder(
    OrderProcess Row, DateTimeOffset ReceivedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DueAt, IReadOnlyList<TimelineItem> Timeline);

/// <summary>What is told of an order beside its own decisions.</summary>
internal static class Timeline
{
    /// <summary>Together with whatever else the session saves. An order that is not known is told nothing.</summary>
    public static void Add(IDocumentOperations session, string orderNo, string what, object details) => session.QueueSqlCommand(
        """
        insert into timeline (order_id, what, details)
        select id, ?, ?::json
        from mt_doc_order
        where id = ?
        """,
        what, JsonSerializer.Serialize(details), OrderKey.Of(orderNo));
}
