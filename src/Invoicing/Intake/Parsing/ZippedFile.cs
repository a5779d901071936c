using System.IO.Compression;
using System.IO.Hashing;

namespace Invoicing.Intake.Parsing;

/// <summary>The one file of a zip archive. .NET does not compare its check sum, so this does.</summary>
internal sealed class ZippedFile : ReadOnlyStream
{
    private readonly ZipArchive _archive;
    private readonly ZipArchiveEntry _entry;
    private readonly Stream _content;
    private readonly Crc32 _crc = new();

    private ZippedFile(ZipArchive archive, ZipArchiveEntry entry) => (_archive, _entry, _content) = (archive, entry, entry.Open());

    /// <param name="file">Can seek.</param>
    /// <exception cref="UnusableFeedException">It holds anything but one file that can be read.</exception>
    public static ZippedFile Open(Stream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var files = archive.Entries.Where(entry => !entry.FullName.EndsWith('/') && !IsOfMacOS(entry.FullName)).ToList();
            return Problem(files) is { } problem ? throw new UnusableFeedException(problem) : new ZippedFile(archive, files[0]);
        }
        catch (InvalidDataException)
        {
            throw new UnusableFeedException(
                "it is a zip archive that is damaged, cut off or packed in an unusual way: send it again, or pack it with gzip");
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _content.ReadAsync(buffer, cancellationToken);
        _crc.Append(buffer.Span[..count]);
        return count > 0 || buffer.IsEmpty || _crc.GetCurrentHashAsUInt32() == _entry.Crc32
            ? count
            : throw new InvalidDataException("The check sum is another.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string? Problem(List<ZipArchiveEntry> files) =>
        files.Exists(file => file.FullName == "[Content_Types].xml")
            ? "it is a workbook of a spreadsheet program (xlsx): save the sheet as “CSV UTF-8” and send that"
        : files.Count != 1
            ? $"it is a zip archive of {files.Count} files, exactly one is expected: send each file by itself, packed with gzip or not at all"
        : files[0].IsEncrypted ? "it is a zip archive with a password: send the file without one"
        : null;

    private static bool IsOfMacOS(string name) =>
        name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.EndsWith(".DS_Store", StringComparison.Ordinal);
}
