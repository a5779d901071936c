using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using RabbitMQ.Client;
using Step = Invoicing.Process.Step;

namespace Invoicing.ErrorQueues;

/// <summary>
/// Reads what identifies a failed message. Whatever lies in an error queue can be read: what is no message of ours has less to tell.
/// </summary>
/// <param name="zone">Of times without an offset in orders.</param>
internal sealed class FailedMessageReader(TimeZoneInfo zone)
{
    private const int LongestReason = 300;
    private const int LongestName = 200;

    public FailedMessage Read(string queue, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, ulong tag = 0)
    {
        var headers = properties.Headers;
        var timestamp = Text(headers, HeaderFilter.Timestamp);
        var (diedAt, deathStamp, deathReason) = Death(headers);
        // A message that was moved back with its fault headers still has them when RabbitMQ gives it up.
        var isDeadLetter = timestamp is null && deathReason is not null;
        var type = Text(headers, HeaderFilter.ExceptionType);
        var message = new FailedMessage
        {
            Queue = queue,
            Id = properties.MessageId is { Length: > 0 } id
                ? TextSanitizer.Line(id, LongestName)
                : $"body-{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 16))}",
            Tag = tag,
            FailedAt = DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at.ToUniversalTime()
                : isDeadLetter ? diedAt : null,
            Stamp = timestamp + deathStamp,
            ExceptionType = type is null ? null : TextSanitizer.Line(type, LongestName),
            Reason = isDeadLetter
                ? deathReason!
                : TextSanitizer.Line(FaultReason.Of(type, Text(headers, HeaderFilter.Message)), LongestReason),
            Size = body.Length,
            IsDeadLetter = isDeadLetter,
        };
        try
        {
            using var json = JsonDocument.Parse(MessageText.Of(body).Text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? WithContent(message, json.RootElement) : message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return message;
        }
    }

    /// <summary>Headers as text, for people and for the table of what was discarded.</summary>
    public static SortedDictionary<string, string> Texts(IDictionary<string, object?>? headers) =>
        new((headers ?? new Dictionary<string, object?>()).ToDictionary(h => h.Key, h => TextOf(h.Value)), StringComparer.Ordinal);

    /// <summary>What the body says of itself: in MassTransit's envelope, or as the OMS's plain JSON.</summary>
    private FailedMessage WithContent(FailedMessage failed, JsonElement root)
    {
        if (Envelope.TryRead(root, isSaidToBe: false) is not { } envelope)
        {
            return failed.Queue == Queues.OrderInvoicing ? WithOrder(failed, root) : failed with { OrderNo = NumberOf(root) };
        }

        if (envelope.Problem is not null)
        {
            return failed;
        }

        // Types of the sender's own may stand before ours.
        var message = envelope.Message;
        if ((envelope.Types.FirstOrDefault(IsOrder) ?? envelope.Ours.FirstOrDefault()) is not { } type)
        {
            return failed with { OrderNo = NumberOf(message) };
        }

        if (IsOrder(type))
        {
            return WithOrder(failed, message);
        }

        if (type.EndsWith("]]", StringComparison.Ordinal) && Find(message, "message") is { ValueKind: JsonValueKind.Object } faulted)
        {
            return failed with { Type = $"Fault of {NameOf(type.TrimEnd(']'))}", OrderNo = NumberOf(faulted) };
        }

        return failed with
        {
            Type = NameOf(type),
            OrderNo = NumberOf(message),
            Step = StepOf(NameOf(type), message),
            Attempt = Find(message, "attempt") is { ValueKind: JsonValueKind.Number } attempt && attempt.TryGetInt32(out var n) ? n : null,
        };
    }

    private FailedMessage WithOrder(FailedMessage failed, JsonElement order) => !OrderNumber.TryRead(order, out _, out var orderNo, out _)
        ? failed
        : UpdateKinds.Of(order) is { } update ? failed with { Type = update.ToString(), OrderNo = orderNo }
        : failed with
        {
            Type = nameof(OrderCompleted),
            OrderNo = orderNo,
            // Its content was judged when it failed.
            Fingerprint = Fingerprints.OfContent(OrderReader.Read(order, zone, failed.FailedAt ?? DateTimeOffset.MaxValue)),
        };

    private static bool IsOrder(string type) => type.EndsWith($":{nameof(OrderCompleted)}", StringComparison.OrdinalIgnoreCase);

    private static string? StepOf(string type, JsonElement message) => type switch
    {
        nameof(InvoiceOrder) => StepNames.Invoice,
        nameof(TransferInventory) when Text(message, "slipNo") is { } slipNo => StepNames.Slip(slipNo),
        nameof(RunStep) or nameof(InvoicingFailed) => Text(message, "step"),
        _ => null,
    };

    private static string? NumberOf(JsonElement message) => OrderNumber.TryRead(message, out _, out var orderNo, out _) ? orderNo : null;

    private static string? Text(JsonElement message, string name) =>
        Find(message, name) is { ValueKind: JsonValueKind.String } text ? TextSanitizer.Line(text.GetString(), LongestName) : null;

    private static string NameOf(string urn) => TextSanitizer.Line(urn[(urn.LastIndexOf(':') + 1)..], LongestName);

    // Names as MassTransit reads them: case is ignored.
    private static JsonElement? Find(JsonElement json, string name) => json.EnumerateObject()
        .Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(property => (JsonElement?)property.Value)
        .FirstOrDefault();

    private static (DateTimeOffset? At, string? Stamp, string? Reason) Death(IDictionary<string, object?>? headers)
    {
        if (headers?.TryGetValue(HeaderFilter.Death, out var deaths) != true
            || deaths is not IList { Count: > 0 } list || list[0] is not IDictionary<string, object?> last)
        {
            return default;
        }

        DateTimeOffset? at = last.TryGetValue("time", out var time) && time is AmqpTimestamp stamp
            ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime)
            : null;
        return (at, $"{at:O}/{Text(last, "count")}",
            $"RabbitMQ has moved it here ({TextSanitizer.Line(Text(last, "reason"), 40)}): it "
                + "was delivered too often without an acknowledgement.");
    }

    private static string? Text(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) && value is not null ? TextOf(value) : null;

    private static string TextOf(object? value) => value switch
    {
        null => "",
        byte[] text => Encoding.UTF8.GetString(text),
        AmqpTimestamp time => DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("u", CultureInfo.InvariantCulture),
        IDictionary<string, object?> table => JsonSerializer.Serialize(Texts(table)),
        IList list => string.Join(", ", list.Cast<object?>().Select(TextOf)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
