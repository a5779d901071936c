namespace Invoicing.Tests.Intake;

public class A_feed_of_json
{
    private static readonly string s_many = string.Concat(Enumerable.Range(1, 5000)
        .Select(i => $$"""{"orderNo":"{{i}}","total":{{i * 7919 % 10007}},"x":"{{i * 15485863 % 999983}}"}""" + "\n"));

    [Fact]
    public async Task tells_the_line_of_each_order_of_an_array() => (await FeedContent.Read("""
        [ {"orderNo":"1"}, {"orderNo":"2",
           "total": 3},

          {"orderNo":"3"} ]
        """, "f.json")).Texts.Select(text => text.Line).ShouldBe([1L, 1, 4]);

    [Fact]
    public async Task tells_the_line_where_an_array_is_broken()
    {
        var texts = (await FeedContent.Read("[{\"orderNo\":\"1\"},\n{\"orderNo\":\"2\"},\n{\"orderNo\": tru}]", "f.json")).Texts;

        texts.Select(text => text.Line).ShouldBe([1L, 2, 3]);
        texts[2].Problem.ShouldBe("is not JSON (line 3, byte 16: a word without double quotes); nothing after it was read");
    }

    [Fact]
    public async Task may_be_packed_whatever_its_name() =>
        (await FeedContent.Read(FeedContent.Gzip("{\"orderNo\":\"1\"}\n{\"orderNo\":\"2\"}\n"), "f.jsonl")).Texts.Count.ShouldBe(2);

    [Fact]
    public async Task may_be_an_array_though_it_is_called_csv() =>
        (await FeedContent.Read("[{\"orderNo\":\"1\"}]", "f.csv")).Texts.ShouldHaveSingleItem().Problem.ShouldBeNull();

    [Theory]
    [InlineData(2)]
    [InlineData(1.01)]
    public async Task keeps_what_stands_before_the_end_of_an_archive_that_was_cut_off(double part)
    {
        var archive = FeedContent.Gzip(s_many);

        var texts = (await FeedContent.Read(archive[..(int)(archive.Length / part)], "f.jsonl.gz")).Texts;

        texts.Count.ShouldBeInRange(1000, 5001);
        texts.SkipLast(2).ShouldAllBe(text => text.Problem == null);
        texts[^1].Problem.ShouldBe("the archive is damaged or cut off here; nothing after it was read");
    }

    [Fact]
    public async Task keeps_what_stands_before_the_damage_of_an_archive()
    {
        var archive = FeedContent.Gzip(s_many);
        archive.AsSpan(archive.Length / 2, 64).Fill(0xFF);

        var texts = (await FeedContent.Read(archive, "f.jsonl.gz")).Texts;

        texts.Count(text => text.Problem is null).ShouldBeGreaterThan(1000);
        texts[^1].Problem.ShouldBe("the archive is damaged or cut off here; nothing after it was read");
    }
}
