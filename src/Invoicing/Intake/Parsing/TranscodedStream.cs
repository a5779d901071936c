using System.Text;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// UTF-16 and UTF-32 as UTF-8. What is no character there becomes bytes that are no UTF-8 either: it spoils the line or the value that it
/// stands in, as wrong bytes do in a file that is UTF-8, and nothing is put in its place.
/// </summary>
internal sealed class TranscodedStream(Stream inner, Encoding encoding) : ReadOnlyStream
{
    private const int Block = 16 * 1024;

    // Unicode guarantees that it is never a character of a text.
    private const string NoCharacter = "\uFFFF";

    private readonly Decoder _decoder = Decoder(encoding);
    private readonly byte[] _read = new byte[Block];
    private readonly char[] _chars = new char[encoding.GetMaxCharCount(Block)];
    private byte[] _utf8 = [];
    private int _taken;
    private bool _isAtEnd;

    /// <summary>What stands for a place that could not be decoded.</summary>
    public static ReadOnlySpan<byte> Undecodable => [0xFF, 0xFF, 0xFF];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _utf8.Length && !_isAtEnd)
        {
            var count = await inner.ReadAsync(_read, cancellationToken);
            _isAtEnd = count == 0;
            var chars = _decoder.GetChars(_read, 0, count, _chars, 0, flush: _isAtEnd);
            (_utf8, _taken) = (Utf8Of(_chars.AsSpan(0, chars)), 0);
        }

        var length = Math.Min(buffer.Length, _utf8.Length - _taken);
        _utf8.AsSpan(_taken, length).CopyTo(buffer.Span);
        _taken += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Utf8Of(ReadOnlySpan<char> chars)
    {
        var utf8 = new byte[Encoding.UTF8.GetByteCount(chars)];
        Encoding.UTF8.GetBytes(chars, utf8);
        utf8.AsSpan().Replace(Encoding.UTF8.GetBytes(NoCharacter), Undecodable);
        return utf8;
    }

    private static Decoder Decoder(Encoding encoding)
    {
        var own = (Encoding)encoding.Clone();
        own.DecoderFallback = new DecoderReplacementFallback(NoCharacter);
        return own.GetDecoder();
    }
}

file static class SpanExtensions
{
    /// <summary>Of equal length.</summary>
    public static void Replace(this Span<byte> text, ReadOnlySpan<byte> old, ReadOnlySpan<byte> with)
    {
        while (text.IndexOf(old) is var at and >= 0)
        {
            with.CopyTo(text[at..]);
            text = text[(at + with.Length)..];
        }
    }
}
