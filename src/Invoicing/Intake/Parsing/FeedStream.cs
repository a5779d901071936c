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

    private readonly Stream _content;

    private FeedStream(Stream content, bool isZip) => (_content, IsZip) = (content, isZip);

    /// <summary>Its check sum stands at its end, and nothing tells before that whether what was read is what was packed.</summary>
    public bool IsZip { get; }

    /// <summary>Set once the end has been read.</summary>
    public string? Damage { get; private set; }

    /// <param name="file">Belongs to the stream from now on.</param>
    /// <param name="onRead">Takes the bytes of the file that were read.</param>
    /// <exception cref="UnusableFeedException">It is none that holds texts.</exception>
    public static async Task<FeedStream> Open(Stream file, Action<int> onRead, CancellationToken ct)
    {
        var content = await Peek(new CountedStream(file, onRead), ct);
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
                content = await Peek(form == TextForm.Gzip ? Unpack(content) : ZippedFile.Open(file), ct);
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

    private static Task<PeekedStream> Peek(Stream content, CancellationToken ct) => PeekedStream.Of(content, TextForms.Longest, ct);

    private static GZipStream Unpack(Stream content) => AppContext.TryGetSwitch(StrictValidation, out var isStrict) && isStrict
        ? new GZipStream(content, CompressionMode.Decompress)
        : throw new InvalidOperationException(
            $"{StrictValidation} must be true, or the end of an archive that was cut off goes unnoticed. "
            + "See that the program's runtimeconfig.json is beside it.");

    private static Stream TextOf(PeekedStream content, TextForm form) => form switch
    {
        TextForm.Utf8 => content,
        TextForm.Utf8WithMark => TextOf(content.Without(3), TextForms.Of(content.Start) == TextForm.Utf8WithMark ? form : TextForm.Utf8),
        TextForm.Utf16LittleEndian => OfUtf16(content, bigEndian: false),
        TextForm.Utf16BigEndian => OfUtf16(content, bigEndian: true),
        TextForm.Utf32LittleEndian => OfUtf32(content, bigEndian: false),
        TextForm.Utf32BigEndian => OfUtf32(content, bigEndian: true),
        TextForm.OfficeDocument => throw new UnusableFeedException(
            $"it is {TextForms.NameOf(form)} (xls): save the sheet as “CSV UTF-8” and send that"),
        TextForm.Pdf => throw new UnusableFeedException($"it is {TextForms.NameOf(form)}: JSON or CSV is expected"),
        _ => throw new UnusableFeedException($"it is {TextForms.NameOf(form)}: pack it with gzip or zip, or not at all"),
    };

    private static TranscodedStream OfUtf16(PeekedStream content, bool bigEndian) =>
        Transcoded(content, new UnicodeEncoding(bigEndian, byteOrderMark: true));

    private static TranscodedStream OfUtf32(PeekedStream content, bool bigEndian) =>
        Transcoded(content, new UTF32Encoding(bigEndian, byteOrderMark: true));

    private static TranscodedStream Transcoded(PeekedStream content, Encoding encoding) =>
        new(content.Start.StartsWith(encoding.Preamble) ? content.Without(encoding.Preamble.Length) : content, encoding);
}
