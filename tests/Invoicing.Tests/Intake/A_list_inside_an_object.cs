using System.Text;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Intake;

public class A_list_inside_an_object
{
    private const string Two = "[{\"orderNo\":\"1\",\"items\":[]},{\"orderNo\":\"2\"}]";

    [Theory]
    [InlineData("""{"orders":#}""")]
    [InlineData("""{"data":#,"meta":{"count":2,"pages":[1,2]}}""")]
    [InlineData("""{"@odata.context":"x","value":#}""")]
    [InlineData("""{"data":{"orders":#,"users":[{"name":"x"}]}}""")]
    [InlineData("""{"data":{"shop":{"pageInfo":{"more":false},"nodes":#}}}""")]
    [InlineData("""{"ok":true,"items":#}""")]
    [InlineData("""{"\ud800 half of a name":[],"ord\u0065rs":#,"\ud800 ders":{"\udc00":1}}""")]
    [InlineData("""{"data":{"\ud800 half of a name":#}}""")]
    [InlineData("""{"ENTREGAS del día":#,"errors":[],"orderNos":["1","2"]}""")]
    [InlineData("""{"orders":#,"lines":[{"orderNo":"1","upc":"8"}]}""")]
    public async Task is_found_where_there_is_no_doubt(
        string file) => (await FeedContent.Read(file.Replace("#", Two), "f.json")).Texts.Select(FeedContent.Told)
        .ShouldBe(["1: {\"orderNo\":\"1\",\"items\":[]}", "1: {\"orderNo\":\"2\"}"]);

    [Fact]
    public async Task tells_the_lines_of_its_orders()
    {
        var texts = (await FeedContent.Read(
            "{\n \"meta\": {},\n \"orders\": [\n  {\n   \"orderNo\": \"1\"},\n  {\"orderNo\": \"2\"}\n ]\n}\n",
            "f.json")).Texts;

        texts.Select(text => (text.Line, text.Place)).ShouldBe([(4L, "f.json, element 1"), (6L, "f.json, element 2")]);
    }

    [Theory]
    [InlineData("""{"orderNo":"1","orders":[{"orderNo":"2"}]}""")]
    [InlineData("""{"items":[{"orderNo":"1","upc":"8","lineNo":1}],"orderNo":"1"}""")]
    [InlineData("""{"items":[{"orderNo":"1","upc":"8"}],"OrderNo":"1"}""")]
    [InlineData("""{"items":[{"upc":"8"}],"orderNo":"1"}""")]
    [InlineData("""{"history":[{"orderNo":"0"}],"orderNo":"1"}""")]
    public async Task is_none_where_the_object_is_an_order_itself(string file) =>
        (await FeedContent.Read(file, "f.json")).Texts.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(text => FeedContent.Told(text).ShouldBe("1: " + file));

    [Theory]
    [InlineData("""{"orderId":"M1","items":[]}""")]
    [InlineData("""{"type":"head","orders":[]}""")]
    [InlineData("""{"\ud800 half of a name":1,"items":[]}""")]
    public async Task is_none_where_more_follows_than_an_object_around_an_empty_list(string first)
    {
        foreach (var second in new[] { "{\"orderNo\":\"2\"}", "no JSON" })
        {
            (await FeedContent.Read($"{first}\n{second}\n{{\"orderNo\":\"3\"}}\n", "f.jsonl")).Texts.Select(text => text.Line)
                .ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public async Task is_refused_where_there_are_two() =>
        (await Should.ThrowAsync<UnusableFeedException>(
            () => FeedContent.Read("""{"cancelled":[{"orderNo":"1"}],"data":{"shipped":[{"orderNo":"2"}]}}""", "f.json")))
        .Message.ShouldBe(
            "it holds orders in more than one list, cancelled and data.shipped: which are meant cannot be told; send one list");

    [Theory]
    [InlineData("""{"orders":[]}""")]
    [InlineData("""{"count":0,"data":{"orders":[]}}""")]
    public async Task may_be_empty(string file) => (await FeedContent.Read(file, "f.json")).Texts.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"orders":[{"orderNo":"1"},{"orderNo":"2"}""", "is not JSON (line 1, byte 43: it ends in the middle, as if cut off)")]
    [InlineData("""{"orders":[{"orderNo":"1"},{"orderNo":"2"}]""", "is not JSON (line 1, byte 44: it ends in the middle, as if cut off)")]
    [InlineData(
        "{\"orders\":[{\"orderNo\":\"1\"},{\"orderNo\":\"2\"},\n]}",
        "is not JSON (line 2, byte 1: a comma before the closing bracket)")]
    [InlineData(
        "{\"orders\":[{\"orderNo\":\"1\"},{\"orderNo\":\"2\"}]}\n{\"orderNo\":\"3\"}",
        "is not JSON (line 2, byte 1: another value begins without a comma")]
    public async Task gives_what_stands_before_its_damage(string file, string told)
    {
        var texts = (await FeedContent.Read(file, "f.json")).Texts;

        texts.SkipLast(1).Select(text => text.Problem).ShouldBe([null, null]);
        texts[^1].Problem.ShouldNotBeNull().ShouldStartWith(told);
    }

    [Fact]
    public async Task is_never_in_memory_as_a_whole()
    {
        var order = $"{{\"orderNo\":\"1\",\"x\":\"{new string('x', 1_000_000)}\"}}";
        var file = Encoding.UTF8.GetBytes($"{{\"meta\":[{string.Join(',', Enumerable.Repeat(order.Replace("orderNo", "no"), 20))}],\"orders\":[{string.Join(',', Enumerable.Repeat(order, 40))}]}}");

        var texts = (await FeedContent.Read(file, "f.json")).Texts;

        // Both are longer than anything that is read at once.
        file.Length.ShouldBeGreaterThan(3 * OrderText.Longest);
        texts.Count.ShouldBe(40);
        texts.ShouldAllBe(text => text.Problem == null);
    }

    [Theory]
    [InlineData(
        """{"data":{"type":"orders","id":"1"},"attributes":{"orderNo":"1"}}""",
        "it looks like JSON:API, with the order inside attributes")]
    [InlineData("""{"node":{"orderNo":"1"}}""", "it looks like a connection of GraphQL")]
    [InlineData("""{"order":{"orderNo":"1"}}""", "it has an order inside order; an array of the orders themselves is expected")]
    [InlineData("""{"order_no":"1"}""", "it has order_no, which must be called orderNo")]
    [InlineData("""{"Order Number":"1"}""", "it has Order Number, which must be called orderNo")]
    [InlineData("""{"orderName":"#1"}""", "it has orderName, which must be called orderNo")]
    public void says_of_an_element_what_it_probably_is(string json, string told) =>
        OrderPreview.Of(
            new OrderText("f:1", Encoding.UTF8.GetBytes(json)),
            new(),
            [new RetailProPlanner(new(), new())],
            DateTimeOffset.MaxValue).ShouldSatisfyAllConditions(
            order => order.Outcome.ShouldBe(FeedOutcome.Unreadable),
            order => order.Reason!.ShouldStartWith($"orderNo is missing, a text or a whole number is expected, such as #1042: {told}"));
}
