using System.Text.Json;

namespace Invoicing.ErrorQueues;

/// <summary>The headers inside an envelope, which count redeliveries as those of the broker do.</summary>
internal static class EnvelopeHeaders
{
    /// <summary>Takes fault headers and counters out; everything else stays byte for byte. What is no envelope is returned as it is.</summary>
    public static ReadOnlyMemory<byte> Reset(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Cut(body, FindAll(body.Span));
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static List<Property> FindAll(ReadOnlySpan<byte> body)
    {
        var properties = new List<Property>();
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return properties;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var areHeaders = string.Equals(reader.GetString(), "headers", StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (!areHeaders || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var open = (int)reader.BytesConsumed;
            var previousEnd = open;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                properties.Add(new Property(open, previousEnd, end, FaultHeaders.Contains(name)));
                previousEnd = end;
            }
        }

        return properties;
    }

    private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> body, List<Property> properties)
    {
        if (!properties.Exists(property => property.Goes))
        {
            return body;
        }

        using var kept = new MemoryStream(body.Length);
        var from = 0;
        foreach (var headers in properties.GroupBy(property => property.Open))
        {
            var first = true;
            foreach (var property in headers)
            {
                kept.Write(body.Span[from..property.Start]);
                from = property.Start;
                if (property.Goes)
                {
                    from = property.End;
                }
                else if (first)
                {
                    // What stood before it is gone, and with it the reason for the comma.
                    var text = body.Span[property.Start..property.End];
                    from += property.Start == property.Open ? 0 : text.IndexOf((byte)',') + 1;
                    first = false;
                }
            }
        }

        kept.Write(body.Span[from..]);
        return kept.ToArray();
    }

    /// <param name="Open">Behind the brace of its object.</param>
    /// <param name="Start">Behind the property before it; the comma between the two is its own.</param>
    /// <param name="End">Behind its value.</param>
    private readonly record struct Property(int Open, int Start, int End, bool Goes);
}
