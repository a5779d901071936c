namespace Invoicing.Intake.Parsing;

/// <summary>Tells how much of a file has been read.</summary>
internal sealed class CountedStream(Stream inner, Action<int> onRead) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        onRead(count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
