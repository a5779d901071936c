using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.IO.Pipelines;
using System.Text;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// A feed file's content as UTF-8 without a mark, unpacked if it is an archive, whatever its name. An archive that is damaged or cut off
/// ends there like a file: what stands before it is good, and <see cref="Damage"/> says so.
/// </summary>
internal sealed class FeedStream : IAsyncDisposable
{
    // Set in Directory.Build.props for every program of the repository. Without it .NET takes an archive that is cut off for a whole one.
    private const string StrictValidation = "System.IO.Compression.UseStrictValidation";

    private const int MostArchives = 2;
    private const int BufferSize = 64 * 1024;

    private static readonly DecoderReplacementFallback s_undecodable = new("\uFFFF\uFFFF");

    private FeedStream(Stream content, bool isZip)
    {
        IsZip = isZip;
        Text = new ReadOnlyStream(
            async (buffer, ct) =>
            {
                try
                {
                    return Damage is null ? await content.ReadAsync(buffer, ct) : 0;
                }
                catch (InvalidDataException)
                {
                    Damage = "the archive is damaged or cut off here; nothing after it was read";
                    return 0;
                }
            },
            content);
    }

    public Stream Text { get; }

    /// <summary>
    /// What stands in the place of bytes that are no character in UTF-16 or UTF-32: it spoils the line or the value that it stands in, as
    /// wrong bytes do in a file that is UTF-8. Unicode guarantees that U+FFFF is never a character of a text.
    /// </summary>
    public static ReadOnlySpan<byte> Undecodable => "\uFFFF\uFFFF"u8;

    /// <summary>Its check sum stands at its end, and nothing tells before that whether what was read is what was packed.</summary>
    public bool IsZip { get; }

    /// <summary>Set once the end has been read.</summary>
    public string? Damage { get; private set; }

    /// <param name="file">Can seek, and belongs to the stream from now on.</param>
    /// <exception cref="UnusableFeedException">It is none that holds texts.</exception>
    public static async Task<FeedStream> Open(Stream file, CancellationToken ct)
    {
        var (content, isZip) = (file, false);
        try
        {
            for (var archives = 0; ; archives++)
            {
                (content, var start) = await Peek(content, TextForms.Longest, ct);
                var form = TextForms.Of(start);
                if (form is not (TextForm.Gzip or TextForm.Zip))
                {
                    return new FeedStream(await TextOf(content, form, ct), isZip);
                }

                if (archives == MostArchives || (form == TextForm.Zip && archives > 0))
                {
                    throw new UnusableFeedException($"it is {TextForms.NameOf(form)} inside an archive: pack it once");
                }

                isZip |= form == TextForm.Zip;
                content = form == TextForm.Gzip ? Unpack(content) : ZippedFile.Open(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or UnusableFeedException)
        {
            await content.DisposeAsync();
            throw e as UnusableFeedException
                ?? new UnusableFeedException("it is a gzip or zip archive that is damaged at its beginning: send it again");
        }
    }

    /// <summary>The first bytes of a stream, and what is to be read in its place: it begins with them all the same.</summary>
    public static async Task<(Stream Content, byte[] Start)> Peek(Stream stream, int count, CancellationToken ct)
    {
        var content = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize));
        var buffer = (await content.ReadAtLeastAsync(count, ct)).Buffer;
        var start = buffer.Slice(0, Math.Min(count, buffer.Length)).ToArray();
        content.AdvanceTo(buffer.Start);
        return (content.AsStream(), start);
    }

    public ValueTask DisposeAsync() => Text.DisposeAsync();

    private static GZipStream Unpack(Stream content) => AppContext.TryGetSwitch(StrictValidation, out var isStrict) && isStrict
        ? new GZipStream(content, CompressionMode.Decompress)
        : throw new InvalidOperationException(
            $"{StrictValidation} must be true, or the end of an archive that was cut off goes unnoticed. "
            + "See that the program's runtimeconfig.json is beside it.");

    private static async Task<Stream> TextOf(Stream content, TextForm form, CancellationToken ct)
    {
        var encoding = TextForms.EncodingOf(form, s_undecodable);
        if (encoding is null && form is not (TextForm.Utf8 or TextForm.Utf8WithMark))
        {
            throw new UnusableFeedException($"it is {TextForms.NameOf(form)}" + form switch
            {
                TextForm.OfficeDocument => " (xls): save the sheet as “CSV UTF-8” and send that",
                TextForm.Pdf => ": JSON or CSV is expected",
                _ => ": pack it with gzip or zip, or not at all",
            });
        }

        var text = encoding is null ? content : Encoding.CreateTranscodingStream(content, encoding, new UTF8Encoding(false));
        while (form != TextForm.Utf8)
        {
            (text, var start) = await Peek(text, Encoding.UTF8.Preamble.Length, ct);
            if (!start.AsSpan().SequenceEqual(Encoding.UTF8.Preamble))
            {
                break;
            }

            await text.ReadExactlyAsync(start, ct);
        }

        return text;
    }
}

/// <summary>A stream that is read by a function, from its beginning to its end, and does nothing else.</summary>
/// <param name="owned">Is disposed of with it.</param>
internal sealed class ReadOnlyStream(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, params IDisposable[] owned) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        read(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Array.ForEach(owned, part => part.Dispose());
        base.Dispose(disposing);
    }
}

/// <summary>The one file of a zip archive. .NET does not compare its check sum, so this does.</summary>
internal static class ZippedFile
{
    /// <param name="file">Can seek; is disposed of with the stream.</param>
    /// <exception cref="UnusableFeedException">It holds anything but one file that can be read.</exception>
    public static Stream Open(Stream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var files = archive.Entries.Where(entry => !entry.FullName.EndsWith('/') && !IsOfMacOS(entry.FullName)).ToList();
            return Problem(files) is { } problem ? throw new UnusableFeedException(problem) : Checked(files[0], archive);
        }
        catch (InvalidDataException)
        {
            throw new UnusableFeedException(
                "it is a zip archive that is damaged, cut off or packed in an unusual way: send it again, or pack it with gzip");
        }
    }

    private static ReadOnlyStream Checked(ZipArchiveEntry entry, ZipArchive archive)
    {
        var (content, crc) = (entry.Open(), new Crc32());
        return new(
            async (buffer, ct) =>
            {
                var count = await content.ReadAsync(buffer, ct);
                crc.Append(buffer.Span[..count]);
                return count > 0 || buffer.IsEmpty || crc.GetCurrentHashAsUInt32() == entry.Crc32
                    ? count
                    : throw new InvalidDataException("The check sum is another.");
            },
            content,
            archive);
    }

    private static string? Problem(List<ZipArchiveEntry> files) =>
        files.Exists(file => file.FullName == "[Content_Types].xml")
            ? "it is a workbook of a spreadsheet program (xlsx): save the sheet as “CSV UTF-8” and send that"
        : files.Count != 1
            ? $"it is a zip archive of {files.Count} files, exactly one is expected: "
                + "send each file by itself, packed with gzip or not at all"
        : files[0].IsEncrypted ? "it is a zip archive with a password: send the file without one"
        : null;

    private static bool IsOfMacOS(string name) =>
        name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.EndsWith(".DS_Store", StringComparison.Ordinal);
}
