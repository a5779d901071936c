using System.Text;
using Invoicing.Intake.Parsing;

namespace Invoicing.Tests.Intake;

public class The_files_of_orders
{
    [Theory]
    [InlineData("{\"orderNo\":\"1\"}")]
    [InlineData("{\n  \"orderNo\": \"1\",\n  \"items\": [\n    {\"lineNo\": 1}\n  ]\n}\n")]
    [InlineData("\n\r\n  {\r\n  \"orderNo\": \"1\" }")]
    [InlineData("\ufeff{\"orderNo\":\"1\"}\n")]
    public async Task one_order_is_published_as_it_stands(string file) =>
        (await Read(file)).ShouldHaveSingleItem().Text.ShouldBe(file.Trim('\ufeff', ' ', '\r', '\n'));

    [Fact]
    public async Task every_element_of_an_array_is_published_as_it_stands() => (await Read("""
         [ {"orderNo":"1",  "total": 1.50},
           {"orderNo":"2"}
           , 3 ]
         """)).Select(Told).ShouldBe(
        ["""f, element 1: {"orderNo":"1",  "total": 1.50}""", """f, element 2: {"orderNo":"2"}""", "f, element 3: 3"]);

    [Fact]
    public async Task every_line_is_published_as_it_stands() =>
        (await Read("{\"a\":1}\r\n\r\n  {\"a\": 2} \n\n{\"a\":3}")).Select(Told)
            .ShouldBe(["f:1: {\"a\":1}", "f:3: {\"a\": 2}", "f:5: {\"a\":3}"]);

    [Fact]
    public async Task a_bad_line_spoils_itself_alone() => (await Read("{\"a\":1}\nnot json\n{\"a\":2}}\n{\"a\":3}\n{\"name\":\"Rosa\""))
        .Select(Told)
        .ShouldBe(
            [
                "f:1: {\"a\":1}",
                "f:2 is not JSON (byte 2 of the line: a word without double quotes)",
                "f:3 is not JSON (byte 8 of the line: a closing bracket too many, or something missing before it)",
                "f:4: {\"a\":3}",
                "f:5 is not JSON (byte 15 of the line: it ends in the middle, as if cut off)",
            ]);

    [Theory]
    [InlineData("garbage\n{\"a\":1}")]
    [InlineData("{\"orderNo\":\"10\n{\"a\":1}")]
    [InlineData("{\"orderNo\":\n{\"a\":1}\n")]
    public async Task so_does_a_bad_first_line(string file)
    {
        var texts = await Read(file);

        texts[0].Problem.ShouldNotBeNull();
        Told(texts[1]).ShouldBe("f:2: {\"a\":1}");
    }

    [Fact]
    public async Task what_stands_before_the_fault_of_an_array_is_published() => (await Read(
        "[{\"a\":1},\n{\"a\":2}, {\"a\": tru}, {\"a\":4}]")).Select(Told).ShouldBe(
        ["f, element 1: {\"a\":1}", "f, element 2: {\"a\":2}", "f, element 3 is not JSON (line 2, byte 19: a word without double "
            + "quotes); nothing after it was read"]);

    [Theory]
    [InlineData("[{\"a\":1}", "f, element 2")]
    [InlineData("[{\"a\":1}] x", "f, element 2")]
    [InlineData("{\n\"a\":1", "f")]
    public async Task a_file_that_was_cut_off_or_goes_on_is_told(string file, string place)
    {
        var last = (await Read(file))[^1];

        last.Place.ShouldBe(place);
        last.Problem.ShouldStartWith("is not JSON");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\r\n ")]
    [InlineData("[]")]
    public async Task a_file_may_be_empty(string file) => (await Read(file)).ShouldBeEmpty();

    [Fact]
    public async Task text_that_is_not_utf_8_is_told() =>
        (await Read([.. "{\"a\":\""u8, 0xE9, .. "\"}\n"u8])).ShouldHaveSingleItem().Problem
            .ShouldBe("is not UTF-8: it is probably Windows-1252 or Latin-1 (ANSI); save the file as UTF-8");

    [Fact]
    public async Task a_line_without_end_is_told_and_not_kept()
    {
        var line = new string(' ', 100) + "{\"a\":\"" + new string('x', OrderText.Longest) + "\"}";

        (await Read($"{{\"a\":1}}\n{line}\n{{\"a\":3}}\n")).Select(Told)
            .ShouldBe(["f:1: {\"a\":1}", "f:2 is longer than 16 MB, which no order may be", "f:3: {\"a\":3}"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task it_does_not_matter_in_which_pieces_a_file_is_read(int piece)
    {
        (await Read("[{\"a\":\"é\"},{\"b\":[{},[]]}]", piece)).Select(Told)
            .ShouldBe(["f, element 1: {\"a\":\"é\"}", "f, element 2: {\"b\":[{},[]]}"]);
        (await Read("{\"a\":\"é\"}\n\n{\"b\":2}", piece)).Select(Told).ShouldBe(["f:1: {\"a\":\"é\"}", "f:3: {\"b\":2}"]);
        (await Read("{\n\"a\":\"é\"}", piece)).Select(Told).ShouldBe(["f: {\n\"a\":\"é\"}"]);
    }

    private static Task<IReadOnlyList<OrderText>> Read(string file, int piece = int.MaxValue) => Read(Encoding.UTF8.GetBytes(file), piece);

    private static async Task<IReadOnlyList<OrderText>> Read(byte[] file, int piece = int.MaxValue)
    {
        await using var stream = new PiecewiseStream(file, piece);
        var texts = new List<OrderText>();
        await foreach (var text in OrderTexts.Read(stream, "f", null, CancellationToken.None))
        {
            texts.Add(text);
        }

        return texts;
    }

    private static string Told(OrderText text) => text.Problem is { } problem ? $"{text.Place} {problem}" : $"{text.Place}: {text.Text}";

    /// <summary>Gives no more than a few bytes at a time, as a pipe may.</summary>
    private sealed class PiecewiseStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}

file static class OrderTextExtensions
{
    extension(OrderText text)
    {
        public string Text => Encoding.UTF8.GetString(text.Json.Span);
    }
}
