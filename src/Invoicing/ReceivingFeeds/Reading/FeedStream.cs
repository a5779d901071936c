using System.IO.Compression;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>
/// A feed file's content, unpacked if it is a gzip archive, whatever its name. An archive that is damaged or cut off ends there like a
/// file: what stands before it is good, and <see cref="Damage"/> says so.
/// </summary>
internal sealed class FeedStream : Stream
{
    // Set in Directory.Build.props for every program of the repository. Without it .NET takes an archive that is cut off for a whole one.
    private const string StrictValidation = "System.IO.Compression.UseStrictValidation";

    private readonly Stream _file;
    private readonly Stream _content;

    private FeedStream(Stream file, bool isArchive)
    {
        _file = file;
        _content = isArchive ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Set once the end has been read.</summary>
    public string? Damage { get; private set; }

    /// <param name="file">Can seek.</param>
    /// <param name="onRead">Takes the bytes of the file that were read.</param>
    public static async Task<FeedStream> Open(Stream file, Action<int> onRead, CancellationToken ct)
    {
        var magic = new byte[2];
        var isArchive = await file.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, ct) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        if (isArchive && !(AppContext.TryGetSwitch(StrictValidation, out var isStrict) && isStrict))
        {
            throw new InvalidOperationException($"{StrictValidation} must be true, or the end of an archive that was cut off goes unnoticed. See that the program's runtimeconfig.json is beside it.");
        }

        return new FeedStream(new CountedStream(file, onRead), isArchive);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Damage is not null)
        {
            return 0;
        }

        try
        {
            return await _content.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            Damage = "the archive is damaged or cut off here; nothing after it was read";
            return 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        _file.Dispose();
        base.Dispose(disposing);
    }
}
