using System.Buffers.Binary;
using System.Text;

namespace Invoicing.Torture.Proxies;

/// <summary>Cuts AMQP 0-9-1 into frames.</summary>
internal sealed class AmqpWire : IWire
{
    private const int HeaderLength = 7;
    private static readonly byte[] s_protocolHeader = "AMQP"u8.ToArray();

    public int FirstPart(ReadOnlySpan<byte> buffer, bool toServer)
    {
        if (buffer.StartsWith(s_protocolHeader))
        {
            return buffer.Length >= 8 ? 8 : 0;
        }

        if (buffer.Length < HeaderLength)
        {
            return 0;
        }

        var length = HeaderLength + BinaryPrimitives.ReadInt32BigEndian(buffer[3..]) + 1;
        return length <= buffer.Length ? length : 0;
    }
}

/// <summary>The few frames that faults wait for.</summary>
internal static class Amqp
{
    private const int Basic = 60;

    /// <summary>A message handed to a consumer.</summary>
    public static bool IsDelivery(Part part) => !part.ToServer && IsMethod(part, 60);

    /// <summary>A message sent by the service.</summary>
    public static bool IsPublish(Part part) => part.ToServer && IsMethod(part, 40);

    /// <summary>A consumer has done its message.</summary>
    public static bool IsAck(Part part) => part.ToServer && IsMethod(part, 80);

    /// <summary>A message's content with this text in it.</summary>
    public static bool IsContentWith(Part part, string text) =>
        !part.ToServer && part.Bytes.Span[0] == 3 && part.Bytes.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static bool IsMethod(Part part, int method)
    {
        var frame = part.Bytes.Span;
        return frame.Length >= 11 && frame[0] == 1 && BinaryPrimitives.ReadInt16BigEndian(frame[7..]) == Basic
            && BinaryPrimitives.ReadInt16BigEndian(frame[9..]) == method;
    }
}
