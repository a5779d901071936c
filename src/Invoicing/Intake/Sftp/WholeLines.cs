namespace Invoicing.Intake.Sftp;

/// <summary>A file up to the end of its last line: what is behind that is still being written.</summary>
internal sealed class WholeLines : Stream
{
    private readonly Stream _file;

    private WholeLines(Stream file, long length) => (_file, Length) = (file, length);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length { get; }

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    /// <param name="file">Can seek; it is read from its beginning.</param>
    public static async Task<WholeLines> Of(Stream file, CancellationToken ct)
    {
        var (buffer, end) = (new byte[64 * 1024], file.Length);
        while (end > 0)
        {
            var start = Math.Max(0, end - buffer.Length);
            file.Position = start;
            var count = await file.ReadAtLeastAsync(buffer.AsMemory(0, (int)(end - start)), (int)(end - start), throwOnEndOfStream: false, ct);
            var last = buffer.AsSpan(0, count).LastIndexOf((byte)'\n');
            end = last < 0 ? start : start + last + 1;
            if (last >= 0)
            {
                break;
            }
        }

        file.Position = 0;
        return new(file, end);
    }

    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, (int)Math.Min(count, Length - Position));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Length - Position)], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
