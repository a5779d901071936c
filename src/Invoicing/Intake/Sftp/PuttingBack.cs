using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// Puts results or responses into a folder of the server, each again when it has changed. Where that is refused it is tried again now and
/// then.
/// </summary>
internal sealed class PuttingBack(string setting, string remote, string local, RemoteFileStore store, TimeProvider clock)
{
    private long? _refusedAt;

    /// <summary>Null: nothing is in the way.</summary>
    public FeedTrouble? Trouble { get; private set; }

    public async Task PutChanged(SftpConnection connection, CancellationToken ct)
    {
        if (_refusedAt is { } refused && clock.GetElapsedTime(refused) < Clearing.AfterRefusal)
        {
            return;
        }

        try
        {
            var copies = await store.Copies(remote, ct);
            foreach (var file in new DirectoryInfo(local).GetFiles("*.jsonl").Where(file => !FeedFolder.IsUnfinished(file.Name)))
            {
                var stamp = Rounded(FileStamp.Of(file));
                if (!copies.TryGetValue(file.Name, out var copied) || copied != stamp)
                {
                    await Put(connection, file, stamp, ct);
                }
            }

            (_refusedAt, Trouble) = (null, null);
        }
        catch (SftpException e)
        {
            _refusedAt = clock.GetTimestamp();
            Trouble = new(
                $"folder {remote}",
                $"nothing can be put there ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:{setting}, " +
                "let the user of Feeds:Sftp:User write there, or make room. It is tried again every hour.");
        }
    }

    private async Task Put(SftpConnection connection, FileInfo file, FileStamp stamp, CancellationToken ct)
    {
        try
        {
            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var lines = await WholeLines.Of(content, ct);
            // A process that was frozen must not put what is old over what another has put there meanwhile.
            await connection.Put(remote, RemoteFile.Raw(file.Name), lines, () => store.StillOurs(ct), ct);
            await store.Copied(remote, file.Name, stamp, ct);
        }
        catch (FileNotFoundException)
        {
            // Deleted since it was listed: it was old.
        }
    }

    // The database knows microseconds.
    private static FileStamp Rounded(FileStamp stamp) =>
        stamp with { ModifiedAt = new(stamp.ModifiedAt.Ticks / 10 * 10, DateTimeKind.Utc) };
}

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
            var part = buffer.AsMemory(0, (int)(end - start));
            var count = await file.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, ct);
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
