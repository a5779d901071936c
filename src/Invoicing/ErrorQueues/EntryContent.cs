using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Step = Invoicing.Process.Step;

namespace Invoicing.ErrorQueues;

/// <summary>What the body of an entry says of itself: in MassTransit's envelope, or as the OMS's plain JSON.</summary>
internal readonly record struct EntryContent(string? Type, string? OrderNo, string? Step, int? Attempt, string? Fingerprint)
{
    private const int LongestName = 200;

    /// <param name="failedAt">When its content was judged last.</param>
    public static EntryContent Read(string queue, ReadOnlyMemory<byte> body, TimeZoneInfo zone, DateTimeOffset failedAt)
    {
        try
        {
            using var json = JsonDocument.Parse(MessageText.Of(body).Text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(queue, json.RootElement, zone, failedAt) : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static EntryContent Read(string queue, JsonElement root, TimeZoneInfo zone, DateTimeOffset failedAt)
    {
        if (Envelope.TryRead(root, isSaidToBe: false) is not { } envelope)
        {
            return queue == Queues.OrderInvoicing ? OfOrder(root, zone, failedAt) : new(null, NumberOf(root), null, null, null);
        }

        if (envelope.Problem is not null)
        {
            return default;
        }

        // Types of the sender's own may stand before ours.
        var message = envelope.Message;
        var type = envelope.Types.FirstOrDefault(IsOrder) ?? envelope.Ours.FirstOrDefault();
        return type switch
        {
            null => new(null, NumberOf(message), null, null, null),
            _ when IsOrder(type) => OfOrder(message, zone, failedAt),
            _ when type.EndsWith("]]", StringComparison.Ordinal) && Find(message, "message") is { ValueKind: JsonValueKind.Object } faulted =>
                new($"Fault of {NameOf(type.TrimEnd(']'))}", NumberOf(faulted), null, null, null),
            _ => new(
                NameOf(type),
                NumberOf(message),
                StepOf(NameOf(type), message),
                Find(message, "attempt") is { ValueKind: JsonValueKind.Number } attempt && attempt.TryGetInt32(out var number) ? number : null,
                null),
        };
    }

    private static bool IsOrder(string type) => type.EndsWith($":{nameof(OrderCompleted)}", StringComparison.OrdinalIgnoreCase);

    private static EntryContent OfOrder(JsonElement order, TimeZoneInfo zone, DateTimeOffset failedAt) =>
        OrderNumber.TryRead(order, out _, out var orderNo, out _)
        ? new(nameof(OrderCompleted), orderNo, null, null, Fingerprints.OfContent(OrderReader.Read(order, zone, failedAt)))
        : default;

    private static string? StepOf(string type, JsonElement message) => type switch
    {
        nameof(InvoiceOrder) => Invoicing.Process.Step.InvoiceName,
        nameof(TransferInventory) when Text(message, "slipNo") is { } slipNo => Invoicing.Process.Step.SlipName(slipNo),
        nameof(InvoicingFailed) => Text(message, "step"),
        _ => null,
    };

    private static string? NumberOf(JsonElement message) => OrderNumber.TryRead(message, out _, out var orderNo, out _) ? orderNo : null;

    private static string? Text(JsonElement message, string name) =>
        Find(message, name) is { ValueKind: JsonValueKind.String } text ? TextSanitizer.Line(text.GetString(), LongestName) : null;

    private static string NameOf(string urn) => TextSanitizer.Line(urn[(urn.LastIndexOf(':') + 1)..], LongestName);

    // Names as MassTransit reads them: case is ignored.
    private static JsonElement? Find(JsonElement json, string name)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }
}
