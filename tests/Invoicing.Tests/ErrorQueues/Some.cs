using System.Text;
using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using RabbitMQ.Client;

namespace Invoicing.Tests.ErrorQueues;

/// <summary>Entries of which a test says only what it is about.</summary>
internal static class Some
{
    public static ErrorEntry Entry(string orderNo = "1042", string reason = "Order to Invoice was refused (400).") => new()
    {
        Queue = Queues.InvoiceOrder, Id = $"id-{orderNo}", Type = "InvoiceOrder", OrderNo = orderNo, Step = "invoice", Attempt = 1, Reason = reason,
        FailedAt = new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.Zero), ExceptionType = FailureCodes.StepFailed,
    };

    public static OrderFacts Facts(string state = "Failed", int? attempt = 1, bool wasSeen = false) => new(state, "SVA40", null, attempt, "Refused", wasSeen);

    public static KnownEntry Known(ErrorEntry? entry = null, OrderFacts? facts = null) => KnownEntry.Of(entry ?? Entry(), facts ?? Facts());

    public static ErrorEntry Read(string queue, string body, params (string Name, object Value)[] headers) => new EntryReading(TimeZoneInfo.Utc).Read(
        queue,
        new BasicProperties { MessageId = "m-1", Headers = headers.ToDictionary(header => header.Name, header => header.Value is string text ? (object?)Encoding.UTF8.GetBytes(text) : header.Value) },
        Encoding.UTF8.GetBytes(body));
}
