using System.IO.Compression;
using System.Text;
using Invoicing.Orders;
using static Invoicing.Tests.Messaging.Incoming;

namespace Invoicing.Tests.Messaging;

public class Packed_and_encoded_messages
{
    public static TheoryData<string, byte[]> Clear => new()
    {
        { "as it should be", Utf8(AnOrder) },
        { "a byte order mark", [0xEF, 0xBB, 0xBF, .. Utf8(AnOrder)] },
        { "two byte order marks", [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Utf8(AnOrder)] },
        { "gzip", Gzip(Utf8(AnOrder)) },
        { "gzip twice", Gzip(Gzip(Utf8(AnOrder))) },
        { "gzip of a marked text", Gzip([0xEF, 0xBB, 0xBF, .. Utf8(AnOrder)]) },
        { "gzip of UTF-16", Gzip([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(AnOrder)]) },
        { "gzip of an envelope", Gzip(Utf8(Envelope(AnOrder))) },
        { "UTF-16, marked", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(AnOrder)] },
        { "UTF-16, not marked", Encoding.Unicode.GetBytes(AnOrder) },
        { "UTF-16, the other end first", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(AnOrder)] },
        { "UTF-32", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(AnOrder)] },
        { "an envelope with a byte order mark", [0xEF, 0xBB, 0xBF, .. Utf8(Envelope(AnOrder))] },
        { "blanks around it", Utf8($" \r\n{AnOrder}\n\n") },
    };

    [Theory]
    [MemberData(nameof(Clear))]
    public void are_taken_where_the_first_bytes_leave_no_doubt(string what, byte[] body)
    {
        Becomes(body).ShouldBe("order 1042", what);
        Becomes(body, contentType: null, contentEncoding: "gzip").ShouldBe("order 1042", $"{what}, whatever its headers say");
    }

    public static TheoryData<byte[], string?, string> Others => new()
    {
        { Gzip(Gzip(Gzip(Utf8(AnOrder)))), null, "it is compressed with gzip more than 2 times" },
        { Gzip(new byte[MessageText.LongestUnpacked + 1]), null, "it is compressed with gzip and longer than 16 MB when unpacked" },
        { Gzip(Gzip(new byte[MessageText.LongestUnpacked + 1])), null, "it is compressed with gzip and longer than 16 MB when unpacked" },
        { [.. Gzip(Utf8(AnOrder)).AsSpan(0, 12), .. new byte[40]], null, "it is compressed with gzip and damaged or cut off" },
        {
            Pack(s => new ZLibStream(s, CompressionLevel.Fastest), AnOrder),
            "deflate",
            "it is compressed with zlib (deflate); JSON is expected, plain or compressed with gzip" },
        {
            Pack(s => new BrotliStream(s, CompressionLevel.Fastest), AnOrder),
            "br",
            "it is binary data, JSON in UTF-8 is expected (content type application/json) (content encoding br)" },
        {
            [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3, 4],
            "zstd",
            "it is compressed with Zstandard; JSON is expected, plain or compressed with gzip" },
        {
            [.. "PK"u8, 3, 4, 20, 0],
            null,
            "it is a zip archive, or a document of a spreadsheet program; JSON is expected, plain or compressed with gzip" },
        { [0xFF, 0xFE, (byte)'{', 0, 0, 0xD8, 0, 0xD8], null, "it is UTF-16 (little endian) and damaged; JSON in UTF-8 is expected" },
        { [0, 1, 2, 3], null, "it is binary data, JSON in UTF-8 is expected" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void are_named_else(byte[] body, string? contentEncoding, string reason) =>
        Becomes(body, contentEncoding: contentEncoding).ShouldBe($"This is not a readable OrderCompleted: {reason}");

    [Fact]
    public void may_be_as_long_as_the_limit_when_unpacked() =>
        Becomes(Gzip(Utf8(AnOrder.PadRight(MessageText.LongestUnpacked)))).ShouldBe("order 1042");
}
