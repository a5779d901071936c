using System.Text;
using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Storage;
using RabbitMQ.Client;

namespace Invoicing.Tests.ErrorQueues;

/// <summary>Failed messages of which a test says only what it is about.</summary>
internal static class Some
{
    public static FailedMessage Message(string orderNo = "1042", string reason = "Order to Invoice was refused (400).") => new()
    {
        Queue = Queues
            .InvoiceOrder, Id = $"id-{orderNo}", Type = "InvoiceOrder", OrderNo = orderNo, Step = "invoice", Attempt = 1, Reason = reason,
        FailedAt = new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.Zero), ExceptionType = FailureCodes.StepFailed, Order = Order(),
    };

    public static StepFacts Order(string state = "Failed", int? attempt = 1, string? status = "Failed", bool hasContent = false) =>
        new(state, "SVA40", null, attempt, "Refused", status, IsCalled: false, hasContent);

    public static FailedMessage Read(
        string queue,
        string body,
        params (string Name, object Value)[] headers) => new FailedMessageReader(TimeZoneInfo.Utc).Read(
        queue,
        new BasicProperties { MessageId = "m-1", Headers = headers.ToDictionary(
            header => header.Name,
            header => header.Value is string text ? (object?)Encoding.UTF8.GetBytes(text) : header.Value) },
        Encoding.UTF8.GetBytes(body));
}
