using System.Text;

namespace Invoicing.IntegrationTests.Tracing;

/// <summary>A span as OTLP writes it, as far as tests look at it.</summary>
/// <param name="ParentId">Empty: it has none.</param>
internal sealed record Span(string TraceId, string Id, string ParentId, string Name)
{
    // opentelemetry/proto/collector/trace/v1 and trace/v1: the numbers of the fields on the way to a span.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int Spans = 2;

    /// <summary>Of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<Span> AllOf(byte[] request) =>
        from resource in Fields(request) where resource.Number == ResourceSpans
        from scope in Fields(resource.Bytes) where scope.Number == ScopeSpans
        from span in Fields(scope.Bytes) where span.Number == Spans
        select Read(span.Bytes);

    private static Span Read(ReadOnlyMemory<byte> span)
    {
        var fields = Fields(span).ToLookup(field => field.Number, field => field.Bytes);
        return new(Hex(1), Hex(2), Hex(4), Encoding.UTF8.GetString(fields[5].Single().Span));

        string Hex(int number) => Convert.ToHexStringLower(fields[number].SingleOrDefault().Span);
    }

    /// <summary>Those that have a length, as messages, texts and bytes have; numbers are passed over.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Number(ref message);
            switch (tag & 7)
            {
                case 0:
                    Number(ref message);
                    break;
                case 1:
                    message = message[sizeof(ulong)..];
                    break;
                case 2:
                    var length = (int)Number(ref message);
                    yield return ((int)(tag >> 3), message[..length]);
                    message = message[length..];
                    break;
                case 5:
                    message = message[sizeof(uint)..];
                    break;
                default:
                    throw new InvalidDataException($"{tag} is no tag of Protocol Buffers.");
            }
        }
    }

    private static ulong Number(ref ReadOnlyMemory<byte> message)
    {
        var (number, shift) = (0UL, 0);
        while (true)
        {
            var next = message.Span[0];
            message = message[1..];
            number |= (ulong)(next & 0x7f) << shift;
            shift += 7;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
