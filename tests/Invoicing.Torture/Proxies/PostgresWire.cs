using System.Buffers.Binary;
using System.Text;

namespace Invoicing.Torture.Proxies;

/// <summary>
/// Cuts PostgreSQL's protocol into messages, and knows which statement is run: its text comes once, later only its name. The connection
/// must be opened without asking for encryption.
/// </summary>
internal sealed class PostgresWire : IWire
{
    private readonly Dictionary<string, string> _statements = [];
    private bool _hasBegun;

    public int FirstPart(ReadOnlySpan<byte> buffer, bool toServer)
    {
        if (buffer.Length < 5)
        {
            return 0;
        }

        // The first message of a client has no type.
        var isFirst = toServer && !_hasBegun;
        var length = isFirst ? BinaryPrimitives.ReadInt32BigEndian(buffer) : 1 + BinaryPrimitives.ReadInt32BigEndian(buffer[1..]);
        if (length > buffer.Length)
        {
            return 0;
        }

        _hasBegun |= toServer;
        if (toServer && !isFirst && buffer[0] == (byte)'P')
        {
            var name = TextAt(buffer, 5);
            _statements[name] = TextAt(buffer, 5 + Encoding.UTF8.GetByteCount(name) + 1);
        }

        return length;
    }

    /// <summary>Whether the message runs a statement that holds this text.</summary>
    public static bool Runs(Part part, string text)
    {
        var message = part.Bytes.Span;
        if (!part.ToServer || part.Wire is not PostgresWire wire || message[0] != (byte)'B')
        {
            return false;
        }

        var portal = TextAt(message, 5);
        return wire._statements.TryGetValue(TextAt(message, 5 + Encoding.UTF8.GetByteCount(portal) + 1), out var sql) && sql.Contains(text);
    }

    /// <summary>The answer to everything that was asked.</summary>
    public static bool IsReady(Part part) => !part.ToServer && part.Bytes.Span[0] == (byte)'Z';

    /// <summary>The same, when no transaction is open any more.</summary>
    public static bool IsIdle(Part part) => IsReady(part) && part.Bytes.Span[5] == (byte)'I';

    private static string TextAt(ReadOnlySpan<byte> message, int start)
    {
        var rest = message[start..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
