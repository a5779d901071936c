using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Invoicing.Failures;
using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>
/// Reads what identifies an entry. Whatever lies in an error queue can be read: what is no message of ours has less to tell.
/// </summary>
internal sealed class EntryReading(TimeZoneInfo zone)
{
    private const int LongestReason = 300;
    private const int LongestName = 200;

    // Thousands of entries have few reasons.
    private readonly Dictionary<string, string> _texts = [];

    public ErrorEntry Read(string queue, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var headers = properties.Headers;
        var timestamp = Text(headers, FaultHeaders.Timestamp);
        var death = Death(headers);
        // A message that was moved back with its fault headers still has them when RabbitMQ gives it up.
        var stamp = $"{timestamp}{death?.Stamp}";
        death = timestamp is null ? death : null;
        var type = Text(headers, FaultHeaders.ExceptionType);
        var failedAt = DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : death?.At;
        var content = EntryContent.Read(queue, body, zone, failedAt ?? DateTimeOffset.MaxValue);
        return new ErrorEntry
        {
            Queue = queue,
            Id = properties.MessageId is { Length: > 0 } id ? TextSanitizer.Line(id, LongestName) : $"body-{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 16))}",
            Type = content.Type is null ? null : Shared(content.Type),
            OrderNo = content.OrderNo,
            Step = content.Step is null ? null : Shared(content.Step),
            Attempt = content.Attempt,
            Fingerprint = content.Fingerprint,
            FailedAt = failedAt,
            Stamp = stamp,
            ExceptionType = type is null ? null : Shared(TextSanitizer.Line(type, LongestName)),
            Reason = Shared(death?.Reason ?? TextSanitizer.Line(FaultReason.Of(type, Text(headers, FaultHeaders.Message)), LongestReason)),
            Size = body.Length,
            IsDeadLetter = death is not null,
        };
    }

    /// <summary>Headers as text, for people and for the table of what was discarded.</summary>
    public static SortedDictionary<string, string> Texts(IDictionary<string, object?>? headers) =>
        new((headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => TextOf(header.Value)), StringComparer.Ordinal);

    private static (DateTimeOffset? At, string Stamp, string Reason)? Death(IDictionary<string, object?>? headers)
    {
        if (headers?.TryGetValue(FaultHeaders.Death, out var deaths) != true || deaths is not IList { Count: > 0 } list || list[0] is not IDictionary<string, object?> last)
        {
            return null;
        }

        DateTimeOffset? at = last.TryGetValue("time", out var time) && time is AmqpTimestamp stamp ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime) : null;
        return (at, $"{at:O}/{TextOf(last.TryGetValue("count", out var count) ? count : null)}",
            $"RabbitMQ has moved it here ({TextSanitizer.Line(TextOf(last.TryGetValue("reason", out var reason) ? reason : null), 40)}): it "
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

    private string Shared(string text)
    {
        const int Most = 10_000;
        if (_texts.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_texts.Count < Most)
        {
            _texts[text] = text;
        }

        return text;
    }
}
