using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>
/// Takes out what a failure has added to a message, so that it goes back as it was sent: headers that tell of it, and counters of
/// redeliveries, the broker's and those inside the envelope.
/// </summary>
internal static class HeaderFilter
{
    public const string Message = "MT-Fault-Message";
    public const string ExceptionType = "MT-Fault-ExceptionType";
    public const string Timestamp = "MT-Fault-Timestamp";
    public const string Death = "x-death";

    /// <summary>By these the broker would send copies to further queues; where the sender wanted them, they went already.</summary>
    private static readonly string[] s_routing = ["CC", "BCC"];

    private static readonly string[] s_names = ["MT-Reason", "MT-Redelivery-Count", Death, "x-delivery-count"];
    private static readonly string[] s_prefixes = ["MT-Fault-", "MT-Host-", "x-first-death-", "x-last-death-"];

    /// <summary>The id stays: by it a mail names the message, and a second failure is known for one.</summary>
    public static BasicProperties Clean(IReadOnlyBasicProperties failed)
    {
        var properties = new BasicProperties(failed)
        {
            Headers = failed.Headers?.Where(header => !Removes(header.Key)).ToDictionary(),
            DeliveryMode = DeliveryModes.Persistent,
        };
        if (properties.Headers is { Count: 0 })
        {
            properties.ClearHeaders();
        }

        // The broker refuses a message in another user's name, and closes the channel.
        properties.ClearUserId();
        return properties;
    }

    /// <summary>Everything but the envelope's headers stays byte for byte. What is no envelope is returned as it is.</summary>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> body)
    {
        try
        {
            var (cleaned, from) = (new MemoryStream(body.Length), 0);
            var reader = new Utf8JsonReader(body.Span);
            for (var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
                 isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var areHeaders = string.Equals(reader.GetString(), "headers", StringComparison.OrdinalIgnoreCase);
                var start = (int)reader.BytesConsumed;
                reader.Read();
                if (!areHeaders || reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                using var headers = JsonDocument.ParseValue(ref reader);
                var all = headers.RootElement.EnumerateObject().ToList();
                if (all.RemoveAll(header => Removes(header.Name)) > 0)
                {
                    cleaned.Write(body.Span[from..start]);
                    cleaned.Write(Encoding.UTF8.GetBytes($"{{{string.Join(',', all)}}}"));
                    from = (int)reader.BytesConsumed;
                }
            }

            cleaned.Write(body.Span[from..]);
            return from == 0 ? body : cleaned.ToArray();
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static bool Removes(string name) =>
        s_names.Contains(name, StringComparer.OrdinalIgnoreCase)
        || s_routing.Contains(name, StringComparer.Ordinal)
        || s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
