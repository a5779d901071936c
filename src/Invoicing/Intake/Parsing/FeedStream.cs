using System.IO.Compression;
using System.Text;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// A feed file's content as UTF-8 without a mark, unpacked if it is an archive, whatever its name. An archive that is damaged or cut off
/// ends there like a file: what stands before it is good, and <see cref="Damage"/> says so.
/// </summary>
internal sealed class FeedStream : ReadOnlyStream
{
    // Set in Directory.Build.props for every program of the repository. Without it .NET takes an archive that is cut off for a whole one.
    private const string StrictValidation = "System.IO.Compression.UseStrictValidation";

    private const int MostArchives = 2;

    // Unicode guarantees that U+FFFF is never a character of a text.
    private const string NoCharacter = "\uFFFF\uFFFF";

    private readonly Stream _content;

    private FeedStream(Stream content, bool isZip) => (_content, IsZip) = (content, isZip);

    /// <summary>
    /// What stands in the place of bytes that are no character in UTF-16 or UTF-32: it spoils the line or the value that it stands in, as
    /// wrong bytes do in a file that is UTF-8.
    /// </summary>
    public static ReadOnlySpan<byte> Undecodable => [0xEF, 0xBF, 0xBF, 0xEF, 0xBF, 0xBF];

    /// <summary>Its check sum stands at its end, and nothing tells before that whether what was read is what was packed.</summary>
    public bool IsZip { get; }

    /// <summary>Set once the end has been read.</summary>
    public string? Damage { get; private set; }

    /// <param name="file">Belongs to the stream from now on.</param>
    /// <param name="onRead">Takes the bytes of the file as they are read; not those of a zip archive, of which nothing is in order.</param>
    /// <exception cref="UnusableFeedException">It is none that holds texts.</exception>
    public static async Task<FeedStream> Open(Stream file, Action<ReadOnlySpan<byte>> onRead, CancellationToken ct)
    {
        var content = await PeekedStream.Of(file, TextForms.Longest, ct, onRead);
        try
        {
            var isZip = false;
            for (var archives = 0; ; archives++)
            {
                var form = TextForms.Of(content.Start);
                if (form is not (TextForm.Gzip or TextForm.Zip))
                {
                    return new FeedStream(TextOf(content, form), isZip);
                }

                if (archives == MostArchives || (form == TextForm.Zip && (archives > 0 || !file.CanSeek)))
                {
                    throw new UnusableFeedException(archives == 0
                        ? "it is a zip archive, which cannot be read from a stream: give it as a file"
                        : $"it is {TextForms.NameOf(form)} inside an archive: pack it once");
                }

                isZip |= form == TextForm.Zip;
                content = await PeekedStream.Of(form == TextForm.Gzip ? Unpack(content) : ZippedFile.Open(file), TextForms.Longest, ct);
            }
        }
        catch (InvalidDataException)
        {
            await content.DisposeAsync();
            throw new UnusableFeedException("it is a gzip or zip archive that is damaged at its beginning: send it again");
        }
        catch (UnusableFeedException)
        {
            await content.DisposeAsync();
            throw;
        }
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

    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        base.Dispose(disposing);
    }

    private static GZipStream Unpack(Stream content) => AppContext.TryGetSwitch(StrictValidation, out var isStrict) && isStrict
        ? new GZipStream(content, CompressionMode.Decompress)
        : throw new InvalidOperationException(
            $"{StrictValidation} must be true, or the end of an archive that was cut off goes unnoticed. "
            + "See that the program's runtimeconfig.json is beside it.");

    private static Stream TextOf(PeekedStream content, TextForm form) => form switch
    {
        TextForm.Utf8 => content,
        TextForm.Utf8WithMark => TextOf(content.Without(3), TextForms.Of(content.Start) == TextForm.Utf8WithMark ? form : TextForm.Utf8),
        TextForm.Utf16LittleEndian => Transcoded(content, new UnicodeEncoding(bigEndian: false, byteOrderMark: true)),
        TextForm.Utf16BigEndian => Transcoded(content, new UnicodeEncoding(bigEndian: true, byteOrderMark: true)),
        TextForm.Utf32LittleEndian => Transcoded(content, new UTF32Encoding(bigEndian: false, byteOrderMark: true)),
        TextForm.Utf32BigEndian => Transcoded(content, new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        TextForm.OfficeDocument => throw new UnusableFeedException(
            $"it is {TextForms.NameOf(form)} (xls): save the sheet as “CSV UTF-8” and send that"),
        TextForm.Pdf => throw new UnusableFeedException($"it is {TextForms.NameOf(form)}: JSON or CSV is expected"),
        _ => throw new UnusableFeedException($"it is {TextForms.NameOf(form)}: pack it with gzip or zip, or not at all"),
    };

    private static Stream Transcoded(PeekedStream content, Encoding encoding)
    {
        var marked = (Encoding)encoding.Clone();
        marked.DecoderFallback = new DecoderReplacementFallback(NoCharacter);
        return Encoding.CreateTranscodingStream(
            content.Start.StartsWith(encoding.Preamble) ? content.Without(encoding.Preamble.Length) : content,
            marked,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}

/// <summary>A stream whose first bytes have been looked at; it begins with them all the same.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly Action<ReadOnlySpan<byte>>? _onRead;
    private ReadOnlyMemory<byte> _start;

    private PeekedStream(Stream inner, ReadOnlyMemory<byte> start, Action<ReadOnlySpan<byte>>? onRead)
    {
        (_inner, _start, _onRead) = (inner, start, onRead);
        onRead?.Invoke(start.Span);
    }

    /// <summary>Its first bytes, as far as they have not been read.</summary>
    public ReadOnlySpan<byte> Start => _start.Span;

    /// <param name="onRead">Takes the bytes as they come out of the stream within.</param>
    public static async Task<PeekedStream> Of(Stream inner, int count, CancellationToken ct, Action<ReadOnlySpan<byte>>? onRead = null)
    {
        var start = new byte[count];
        var length = await inner.ReadAtLeastAsync(start, count, throwOnEndOfStream: false, ct);
        return new(inner, start.AsMemory(0, length), onRead);
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
            var read = await _inner.ReadAsync(buffer, cancellationToken);
            _onRead?.Invoke(buffer.Span[..read]);
            return read;
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

/// <summary>A stream that is read from its beginning to its end and nothing else.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public sealed override bool CanRead => true;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => false;
    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public sealed override void Flush() => throw new NotSupportedException();
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
