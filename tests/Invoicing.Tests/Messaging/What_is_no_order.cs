using static Invoicing.Tests.Messaging.Incoming;

namespace Invoicing.Tests.Messaging;

public class What_is_no_order
{
    private const string OneEach =
        "one message is one order: publish each by itself, or give the file to `invoicing publish FILE` or to a feed";
    private const string AsBase64 = "written as base64: publish the bytes themselves (in RabbitMQ's HTTP API with payload_encoding base64)";

    public static TheoryData<string, string> Bodies => new()
    {
        { "", "it is empty, JSON is expected" },
        { " \n", "it is empty, JSON is expected" },
        { "order 1042 of Rosa is complete", "it is a text that is no JSON: an order begins with {" },
        { "orderNo,email\n1042,rosa@example.test\n", "it is a text that is no JSON: an order begins with {" },
        { "<order><orderNo>1042</orderNo></order>", "it is XML or HTML, JSON is expected" },
        { "orderNo=1042&email=rosa%40example.test", "it is form fields (name=value), JSON is expected" },
        { Convert.ToBase64String(Utf8(AnOrder)), $"it is JSON {AsBase64}" },
        { Convert.ToBase64String(Gzip(Utf8(AnOrder))), $"it is a gzip archive {AsBase64}" },
        { $"\"{Convert.ToBase64String(Utf8(AnOrder))}\"", $"it is JSON {AsBase64}" },
        { System.Text.Json.JsonSerializer.Serialize(AnOrder), "it is JSON inside a JSON text (encoded twice): publish the order itself" },
        { "\"1042\"", "the message is a text, an object with orderNo is expected" },
        { AnOrder[..^1], "it is JSON that ends too early (is it cut off?) at line 1, byte 93 of the message" },
        { "{'orderNo':'1042'}", "it is not JSON at line 1, byte 2 of the message" },
        { $"{{\"orderNo\":\"1042\",}}", "it is not JSON at line 1, byte 19 of the message" },
        { new string('[', 100), "it is JSON nested deeper than 64 levels at line 1, byte 65 of the message" },
        { $"{AnOrder}\n{AnOrder}\n", $"it is more than one JSON value; {OneEach}; the second begins at line 2, byte 1 of the message" },
        { "[]", $"it is a list of 0 values; {OneEach}" },
        { $"[{AnOrder}]", $"it is a list of 1 values; {OneEach}" },
        { $"[{AnOrder},{AnOrder}]", $"it is a list of 2 values; {OneEach}" },
        { $$"""{"orders":[{{AnOrder}},{{AnOrder}}]}""", $"orderNo is missing: its field orders holds a list of 2 orders; {OneEach}" },
        { $$"""{"rosa@example.test":[{{AnOrder}}]}""", $"orderNo is missing: a field of it holds a list of 1 orders; {OneEach}" },
        {
            $$"""{"order":{{AnOrder}}}""",
            "orderNo is missing: its field order holds the order; publish the order itself, without a wrapper" },
        { $$"""{"specversion":"1.0","type":"order","data":{{AnOrder}}}""", "orderNo is missing: it is a CloudEvents envelope, and its field data holds the order; publish the order itself, without a wrapper" },
        {
            $$"""{"Type":"Notification","Message":{{System.Text.Json.JsonSerializer.Serialize(AnOrder)}}}""",
            "orderNo is missing: its field Message holds JSON as a text; publish the order itself, without a wrapper" },
        { """{"email":"rosa@example.test"}""", "orderNo is missing, a text or a whole number is expected, such as #1042" },
        { "null", "it is plain JSON (content type application/json); an order as plain JSON, or in an envelope of "
            + "urn:message:Invoicing.Contracts:OrderCompleted, is expected" },
        { "7", "the message is a number, an object with orderNo is expected" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void is_refused_with_what_it_is_instead(string body, string reason)
    {
        var refused = Becomes(body);

        refused.ShouldBe($"This is not a readable OrderCompleted: {reason}");
        refused.ShouldNotContain("rosa");
        refused.Length.ShouldBeLessThan(300, "more is cut off in lists and mails");
    }

    [Fact]
    public void is_no_field_of_an_order_that_looks_like_a_wrapper() =>
        Becomes("""{"orderNo":"1042","parent":{"orderNo":"1041"},"messageType":"x","specversion":"1.0"}""").ShouldBe("order 1042");
}
