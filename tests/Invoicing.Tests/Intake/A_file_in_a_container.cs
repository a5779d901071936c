using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Invoicing.Intake.Parsing;

namespace Invoicing.Tests.Intake;

public class A_file_in_a_container
{
    private const string Orders = "{\"orderNo\":\"1\",\"x\":\"Peñate 渡辺 😀\"}\n{\"orderNo\":\"2\"}\n";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", true }, { "utf-8", false }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false },
        { "utf-32", true }, { "utf-32", false }, { "utf-32BE", true }, { "utf-32BE", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task is_read_in_every_unicode_encoding(string encoding, bool withMark)
    {
        var texts = (await FeedContent.Read(Encode(Orders, encoding, withMark), "f.jsonl")).Texts;

        texts.Select(FeedContent.Told).ShouldBe(["1: {\"orderNo\":\"1\",\"x\":\"Peñate 渡辺 😀\"}", "2: {\"orderNo\":\"2\"}"]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32BE")]
    public async Task tells_the_lines_of_a_csv_in_another_encoding(string encoding) =>
        (await FeedContent.Read(Encode("orderNo;total\r\n1;40\r\n\r\n2;50\r\n", encoding, withMark: true), "f.csv")).Texts
            .Select(text => text.Line)
            .ShouldBe([2L, 4]);

    [Fact]
    public async Task is_read_in_utf_16_whatever_its_size()
    {
        var many = string.Concat(Enumerable.Range(1, 20_000).Select(number => $"{{\"orderNo\":\"{number}\",\"x\":\"😀\"}}\n"));

        var texts = (await FeedContent.Read(Encode(many, "utf-16", withMark: true), "f.jsonl")).Texts;

        texts.Count.ShouldBe(20_000);
        texts.ShouldAllBe(text => text.Problem == null);
        texts[^1].Line.ShouldBe(20_000);
    }

    [Fact]
    public async Task spoils_only_the_order_with_half_a_character()
    {
        byte[] file = [.. Encode("{\"orderNo\":\"1\",\"x\":\"", "utf-16", withMark: true), 0x3D, 0xD8, .. Encode(
            "\"}\n{\"orderNo\":\"2\"}\n",
            "utf-16",
            withMark: false)];

        (await FeedContent.Read(file, "f.jsonl")).Texts.Select(FeedContent.Told)
            .ShouldBe(["1: holds half of a character, or was cut off in one", "2: {\"orderNo\":\"2\"}"]);
    }

    public static TheoryData<string, byte[]> Files => new()
    {
        { "f.csv", Encoding.UTF8.GetBytes("orderNo,total\n1,40\n") },
        { "f.csv", Encoding.UTF8.GetBytes("orderNo,total\n1,40\ntotal,orderNo\n" + new string('x', 200_000)) },
        { "f.csv", Encoding.UTF8.GetBytes("orderNo,total\n1,40,\n2,50\n") },
        { "f.jsonl", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Orders, 10_000))) },
        { "f.jsonl.gz", FeedContent.Gzip(Orders) },
        { "f.jsonl.gz", [.. FeedContent.Gzip(Orders), .. new byte[100_000]] },
        { "f.jsonl.gz", FeedContent.Gzip(Orders)[..^4] },
        { "f.zip", Zip(("f.jsonl", Orders)) },
        { "f.zip", Zip(("f.csv", "orderNo,total\n1,40\n")) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task is_known_by_the_digest_of_all_its_bytes_whatever_was_looked_at(string name, byte[] file) =>
        (await FeedContent.Read(file, name)).File.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file)));

    [Fact]
    public async Task may_begin_with_two_marks() =>
        (await FeedContent.Read("\ufeff\ufeff[{\"orderNo\":\"1\"}]", "f.json")).Texts.ShouldHaveSingleItem().Problem.ShouldBeNull();

    [Fact]
    public async Task may_have_marks_where_files_were_put_together() =>
        (await FeedContent.Read("\ufeff{\"orderNo\":\"1\"}\n\ufeff{\"orderNo\":\"2\"}\n", "f.jsonl")).Texts
            .Count(text => text.Problem is null)
            .ShouldBe(2);

    [Theory]
    [InlineData(0xF1, "it is probably Windows-1252 or Latin-1 (ANSI); save the file as UTF-8")]
    [InlineData(0x90, "it may be of an old code page, such as IBM 850; save the file as UTF-8")]
    public async Task says_which_encoding_it_probably_is(int letter, string told)
    {
        byte[] file = [.. "[{\"orderNo\":\"1\",\n\"x\":\"Mu"u8, (byte)letter, .. "oz\"},{\"orderNo\":\"2\"}]"u8];

        (await FeedContent.Read(file, "f.json")).Texts.Select(FeedContent.Told)
            .ShouldBe([$"1: is not UTF-8: {told}", "2: {\"orderNo\":\"2\"}"]);
    }

    [Fact]
    public async Task may_be_packed_twice() =>
        (await FeedContent.Read(Gzip(Gzip(Encode(Orders, "utf-16", true))), "f.jsonl.gz.gz")).Texts.Count.ShouldBe(2);

    [Fact]
    public async Task may_be_the_only_file_of_a_zip_archive()
    {
        (await FeedContent.Read(Zip(("orders/", null), ("orders/a.jsonl", Orders), ("__MACOSX/._a.jsonl", "x")), "f.zip")).Texts.Count
            .ShouldBe(2);
        (await FeedContent.Read(Zip(("a.csv", "orderNo;total\n1;40\n")), "f.zip")).Texts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task takes_nothing_of_a_zip_archive_whose_content_was_changed()
    {
        var zip = Zip(CompressionLevel.NoCompression, ("a.jsonl", Orders));
        zip[zip.AsSpan().IndexOf("orderNo\":\"1"u8) + 10] = (byte)'7';

        (await Rejected(zip)).ShouldBe("it is a zip archive whose content is damaged: send it again");
    }

    public static TheoryData<string, byte[], string> Foreign => new()
    {
        { "three times gzip", Gzip(Gzip(Gzip([1, 2, 3]))), "it is a gzip archive inside an archive: pack it once" },
        {
            "two files",
            Zip(("a.json", "[]"), ("b.json", "[]")),
            "it is a zip archive of 2 files, exactly one is expected: send each file by itself, packed with gzip or not at all" },
        { "no file", Zip(("a/", null)), "it is a zip archive of 0 files" },
        {
            "xlsx",
            Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")),
            "it is a workbook of a spreadsheet program (xlsx): save the sheet as “CSV UTF-8”" },
        { "zip cut off", Zip(("a.json", "[]"))[..^10], "it is a zip archive that is damaged, cut off or packed in an unusual way" },
        {
            "xls",
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "it is a document of a spreadsheet program (xls): save the sheet as “CSV UTF-8” and send that" },
        { "zlib", [0x78, 0x9C, 1, 2, 3, 4], "it is compressed with zlib (deflate): pack it with gzip or zip, or not at all" },
        { "zstandard", [0x28, 0xB5, 0x2F, 0xFD, 0, 0], "it is compressed with Zstandard: pack" },
        { "bzip2", "BZh91AY"u8.ToArray(), "it is a bzip2 archive: pack" },
        { "xz", [0xFD, .. "7zXZ"u8, 0, 0], "it is an xz archive: pack" },
        { "7z", [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "it is a 7z archive: pack" },
        { "pdf", "%PDF-1.7"u8.ToArray(), "it is a PDF document: JSON or CSV is expected" },
        { "gzip of nothing", [0x1F, 0x8B, 8, 0], "it is a gzip or zip archive that is damaged at its beginning: send it again" },
        { "NUL", new byte[5000], "it begins with nothing but NUL bytes" },
        { "xml", "<?xml version=\"1.0\"?><orders/>"u8.ToArray(), "it is XML: JSON, JSON Lines or CSV is expected" },
        { "html", "\n<!DOCTYPE html><html></html>"u8.ToArray(), "it is an HTML page, such as the login or error page" },
        { "edifact", "UNB+UNOC:3+A+B'"u8.ToArray(), "it is EDIFACT" },
        { "x12", "ISA*00*"u8.ToArray(), "it is EDI (X12)" },
        {
            "json sequence",
            "\u001e{\"orderNo\":\"1\"}\n"u8.ToArray(),
            "it is a JSON text sequence (RFC 7464): JSON, JSON Lines or CSV is expected" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task is_refused_by_what_it_is(string what, byte[] file, string told) =>
        (await Rejected(file)).ShouldStartWith(told, customMessage: what);

    internal static byte[] Encode(string text, string encoding, bool withMark)
    {
        var own = Encoding.GetEncoding(encoding);
        return withMark ? [.. own.GetPreamble(), .. own.GetBytes(text)] : own.GetBytes(text);
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return archive.ToArray();
    }

    internal static byte[] Zip(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create))
        {
            using var file = zip.CreateEntry("orders").Open();
            file.Write(content);
        }

        return archive.ToArray();
    }

    internal static byte[] Zip(params (string Name, string? Content)[] files) => Zip(CompressionLevel.Optimal, files);

    private static byte[] Zip(CompressionLevel level, params (string Name, string? Content)[] files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var file = zip.CreateEntry(name, level).Open();
                file.Write(Encoding.UTF8.GetBytes(content ?? ""));
            }
        }

        return archive.ToArray();
    }

    private static async Task<string> Rejected(byte[] file) =>
        (await Should.ThrowAsync<UnusableFeedException>(() => FeedContent.Read(file, "f.bin"))).Message;
}
