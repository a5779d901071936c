using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Tests.Orders;

public class Reading_the_order_number
{
    [Theory]
    [InlineData("\"#1042\"", "#1042", "1042")]
    [InlineData("\" # 1042 \\n\"", "# 1042", "1042")]
    [InlineData("\"##1042\"", "##1042", "#1042")]
    [InlineData("\"00000001\"", "00000001", "00000001")]
    [InlineData("\"SV 1042\"", "SV 1042", "SV 1042")]
    [InlineData("1042", "1042", "1042")]
    [InlineData("1042.0", "1042", "1042")]
    [InlineData("123456789012345678901234567890123456", "123456789012345678901234567890123456", "123456789012345678901234567890123456")]
    public void one_leading_hash_is_taken_off_and_nothing_else(string json, string name, string number)
    {
        OrderNumber.TryRead(JsonElement.Parse($$"""{"orderNo":{{json}}}"""), out var orderName, out var orderNo, out var problem)
            .ShouldBeTrue();

        (orderName, orderNo, problem).ShouldBe((name, number, ""));
    }

    [Theory]
    [InlineData("""{"email":"a@b.test"}""", "orderNo is missing, a text or a whole number is expected, such as #1042")]
    [InlineData("""{"orderNo":null}""", "orderNo is missing, a text or a whole number is expected, such as #1042")]
    [InlineData("""{"orderNo":" # "}""", "orderNo is blank, a text or a whole number is expected, such as #1042")]
    [InlineData("""{"orderNo":{"no":"secret"}}""", "orderNo is an object, a text or a whole number is expected")]
    [InlineData("""{"orderNo":1.5}""", "orderNo is a number with decimals or an exponent, a text or a whole number is expected")]
    [InlineData("""{"orderNo":"1\u00002"}""", "orderNo contains a NUL character")]
    [InlineData("""{"orderNo":"1\n2"}""", "orderNo contains a control character, a text or a whole number is expected, such as #1042")]
    [InlineData("""{"orderNo":"\ud800"}""", "orderNo contains half of a surrogate pair or bytes that are not UTF-8")]
    [InlineData("""[{"orderNo":"1"}]""", "the message is an array, an object with orderNo is expected")]
    [InlineData(
        """{"orderNo":"1","OrderNo":"2"}""",
        "orderNo is there twice with different values (upper and lower case do not tell names apart)")]
    [InlineData("null", "the message is null, an object with orderNo is expected")]
    public void what_cannot_be_read_is_said_without_the_rest_of_the_message(string json, string expected)
    {
        OrderNumber.TryRead(JsonElement.Parse(json), out var orderName, out var orderNo, out var problem).ShouldBeFalse();

        (orderName, orderNo, problem).ShouldBe(("", "", expected));
    }

    [Fact]
    public void it_has_at_most_100_characters()
    {
        Try(new string('1', 100), out _).ShouldBeTrue();
        Try("#" + new string('1', 100), out _).ShouldBeTrue();
        Try(new string('1', 101), out var problem).ShouldBeFalse();
        problem.ShouldBe("orderNo is 101 characters long, at most 100 are allowed");
    }

    private static bool Try(string number, out string problem) =>
        OrderNumber.TryRead(JsonSerializer.SerializeToElement(new { orderNo = number }), out _, out _, out problem);
}
