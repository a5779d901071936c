using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.NotifyingFailures;

namespace Invoicing.OperatingOrders;

/// <summary>Something that happened to an order.</summary>
/// <param name="State">The order's state after it; null when it did not change the order.</param>
internal sealed record TimelineItem(DateTimeOffset At, string What, string? State)
{
    private const string Mailed = "mail sent";
    private const string MailWaits = "mail not sent yet";

    /// <summary>Further values by name, beside the others in JSON. Only <c>request</c> and <c>answer</c> may hold personal data.</summary>
    [JsonExtensionData]
    public JsonObject Details { get; set; } = [];

    [JsonIgnore]
    public IEnumerable<string> Warnings => What == "called" && Details["warnings"] is JsonArray warnings
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

    public static TimelineItem Of(NoticedFailure notice)
    {
        var details = new JsonObject { ["step"] = notice.Step, ["attempt"] = notice.Attempt, ["kind"] = notice.Kind.ToString() };
        if (notice.MailedAt is null)
        {
            return new(notice.NoticedAt, MailWaits, null) { Details = details };
        }

        details["messageId"] = notice.MessageId;
        return new(notice.MailedAt.Value, Mailed, null) { Details = details };
    }

    /// <summary>Every attempt that did not succeed leaves one such item: it was deferred, or a person is needed.</summary>
    public bool EndsAttemptOf(string step) =>
        Text("step") == step && (What == "deferred" || (What == "person needed" && Text("kind") != nameof(FailureKind.InvoicedWithEarlierData)));

    public string? Text(string name) => Details[name]?.ToString();
}
