namespace Invoicing.Intake.Parsing;

/// <summary>A stream whose first bytes have been looked at; it begins with them all the same.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private ReadOnlyMemory<byte> _start;

    private PeekedStream(Stream inner, ReadOnlyMemory<byte> start) => (_inner, _start) = (inner, start);

    /// <summary>Its first bytes, as far as they have not been read.</summary>
    public ReadOnlySpan<byte> Start => _start.Span;

    public static async Task<PeekedStream> Of(Stream inner, int count, CancellationToken ct)
    {
        var start = new byte[count];
        var length = await inner.ReadAtLeastAsync(start, count, throwOnEndOfStream: false, ct);
        return new(inner, start.AsMemory(0, length));
    }

    /// <summary>Leaves so many of the first bytes away.</summary>
    public PeekedStream Without(int count)
    {
        _start = _start[count..];
        return this;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start.IsEmpty)
        {
            return await _inner.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _start.Length);
        _start[..count].CopyTo(buffer);
        _start = _start[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
