using Invoicing.RetailPro;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class The_document_number_of_an_answer
{
    [Theory]
    [InlineData("""{"documentNo":"INV000001"}""", "INV000001")]
    [InlineData("""{"DOCNO":" 731 "}""", "731")]
    [InlineData("""{"invoiceNo":731}""", "731")]
    [InlineData("""{"result":{"invoiceNo":"A-1"},"other":1}""", "A-1")]
    [InlineData("""[{"docNo":"A-1"}]""", "A-1")]
    [InlineData("""{"documents":[{"docNo":"A-1"},{"docNo":"A-2"}]}""", "A-1")]
    [InlineData("""{"data":{"documentNo":"inner 1"},"invoiceNo":"outer 2"}""", "outer 2")]
    [InlineData("""{"invoiceNo":"second 2","documentNo":"first 1"}""", "first 1")]
    [InlineData("""{"documentNo":"","invoiceNo":"A-1"}""", "A-1")]
    [InlineData("""{"documentNo":{"x":1}}""", null)]
    [InlineData("""{"documentNo":true}""", null)]
    [InlineData("""{"documentNo":"a1\u0000b"}""", null)]
    [InlineData("""{"documentNo":"a1\nb"}""", null)]
    [InlineData("""{"a":{"b":{"documentNo":"deep 1"}}}""", null)]
    [InlineData("""{"\ud800":"x"}""", null)]
    [InlineData("""{"documentNo":"0"}""", null)]
    [InlineData("""{"documentNo":"0000","invoiceNo":"A-1"}""", "A-1")]
    [InlineData("""{"documentNo":"-1"}""", null)]
    [InlineData("""{"documentNo":"N/A"}""", null)]
    [InlineData("""{"documentNo":"Error 1031"}""", null)]
    [InlineData("""{"slipNo":"00000731"}""", "00000731")]
    [InlineData("\"INV1\"", null)]
    [InlineData("", null)]
    public void the_document_number_is_looked_for_tolerantly(string body, string? number) => DocumentNo(body).ShouldBe(number);

    [Fact]
    public void a_document_number_of_absurd_length_is_none() => DocumentNo($"{{\"documentNo\":\"{new string('1', 101)}\"}}").ShouldBeNull();

    private static string? DocumentNo(string body) => CallClassification
        .Of(
            new HttpAttempt(new HttpAnswer(200, "application/json", Text: body)),
            new CallAsked("Order to Invoice", "{}", Some.Settings(), default)).DocumentNo;
}
