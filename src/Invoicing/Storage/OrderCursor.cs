using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Invoicing.Storage;

/// <summary>
/// The last order of a page: the next one begins after it, whatever has come meanwhile. As a text, that nobody need understand.
/// </summary>
internal sealed record OrderCursor(DateTimeOffset ReceivedAt, string OrderNo)
{
    // Of the form; a text that begins with a dash would look like an option.
    private const byte Version = 1;
    private const int Check = 3;
    private const int Start = 1 + Check + sizeof(long);

    private static readonly long s_latest = Microseconds(DateTimeOffset.MaxValue);

    public override string ToString()
    {
        var bytes = new byte[Start + Encoding.UTF8.GetByteCount(OrderNo)];
        bytes[0] = Version;
        // As exact as the database.
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + Check), Microseconds(ReceivedAt));
        Encoding.UTF8.GetBytes(OrderNo, bytes.AsSpan(Start));
        CheckOf(bytes).CopyTo(bytes.AsSpan(1));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null: it is none, or was cut or changed on its way; it would leave out orders or repeat them.</returns>
    public static OrderCursor? Read(string text)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: > Start } bytes || bytes[0] != Version
            || !CheckOf(bytes).SequenceEqual(bytes.AsSpan(1, Check)))
        {
            return null;
        }

        var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + Check));
        return microseconds < 0 || microseconds > s_latest ? null : new(
            DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), Encoding.UTF8.GetString(bytes.AsSpan(Start)));
    }

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static ReadOnlySpan<byte> CheckOf(byte[] bytes) => SHA256.HashData(bytes.AsSpan(1 + Check)).AsSpan(0, Check);
}
