using System.Text;
using Invoicing.Intake.Parsing;

namespace Invoicing.Tests.Intake;

/// <summary>The usual mistakes, said as whoever writes the file would look for them.</summary>
public class What_is_no_JSON
{
    [Theory]
    [InlineData("{\"a\":1,}", "a comma before the closing bracket")]
    [InlineData("{\"a\":[1, ]}", "a comma before the closing bracket")]
    [InlineData("{\"a\":1}]", "a closing bracket too many, or something missing before it")]
    [InlineData("{\"a\":1},", "a comma behind the end, or one too many")]
    [InlineData("{\"a\":1,,\"b\":2}", "a comma behind the end, or one too many")]
    [InlineData("{\"a\":1 // net\n}", "a comment, which JSON does not have")]
    [InlineData("{/* net */\"a\":1}", "a comment, which JSON does not have")]
    [InlineData("{'a':1}", "single quotes; JSON has double ones")]
    [InlineData("{\"a\":'x'}", "single quotes; JSON has double ones")]
    [InlineData("{\"a\":None}", "None is not a word of JSON, which has true, false and null")]
    [InlineData("{\"a\":True}", "True is not a word of JSON, which has true, false and null")]
    [InlineData("{\"a\":NaN}", "NaN is not a word of JSON, which has true, false and null")]
    [InlineData("{\"a\":nan}", "nan is not a word of JSON, which has true, false and null")]
    [InlineData("{\"a\":undefined}", "undefined is not a word of JSON, which has true, false and null")]
    [InlineData("{a:1}", "a name or text without double quotes")]
    [InlineData("{\"a\":SVA11}", "a word without double quotes")]
    [InlineData("{\"a\":“x”}", "a character outside quotes, such as a typographic quote")]
    [InlineData("{\"a\":\"Calle 1\tcasa\"}", "a line break, tab or other control character inside a text, where JSON has \\n or \\t")]
    [InlineData("{\"a\":\"C:\\Users\"}", "an escape that JSON does not know")]
    [InlineData("{\"a\":1}{\"a\":2}", "another value begins without a comma; orders stand in one array, or each on a line of its own")]
    [InlineData("{\"a\":1", "it ends in the middle, as if cut off")]
    [InlineData("{\"a\":\"x", "it ends in the middle, as if cut off")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", "it is nested deeper than any order is")]
    [InlineData("<order/>", "it looks like XML or HTML")]
    public void is_told_by_its_usual_cause(string line, string cause) =>
        NotJson.Find(Encoding.UTF8.GetBytes(line)).ShouldNotBeNull().ShouldEndWith($" of the line: {cause})");

    [Fact]
    public void is_told_without_the_text_around_it() =>
        NotJson.Find("{\"email\":rosa@example.test}"u8).ShouldBe("is not JSON (byte 10 of the line: a word without double quotes)");

    [Theory]
    [InlineData(
        "[{\"orderNo\":\"1\"},\n\n  {\"orderNo\":\"2\"},\n]",
        "is not JSON (line 4, byte 1: a comma before the closing bracket); nothing after it was read")]
    [InlineData("[{\"orderNo\":\"1\"}]\n[{\"orderNo\":\"2\"}]", "is not JSON (line 2, byte 1: another value begins without a comma; "
        + "orders stand in one array, or each on a line of its own); nothing after it was read")]
    [InlineData(
        "[{\"orderNo\":\"1\"}, # the second\n]",
        "is not JSON (line 1, byte 19: a comment, which JSON does not have); nothing after it was read")]
    [InlineData(
        "[\n{\"orderNo\":\"1\"}, {\"orderNo\":\"2\",\n \"total\": None}]",
        "is not JSON (line 3, byte 11: None is not a word of JSON, which has true, false and null); nothing after it was read")]
    public async Task is_told_with_its_place_in_an_array(string file, string told)
    {
        var texts = (await FeedContent.Read(file, "f.json")).Texts;

        texts[0].Problem.ShouldBeNull();
        texts[^1].Problem.ShouldBe(told);
    }
}
