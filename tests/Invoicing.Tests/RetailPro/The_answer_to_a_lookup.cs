using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class The_answer_to_a_lookup
{
    [Theory]
    [InlineData("""{"orderNo":"1042"}""")]
    [InlineData("""{"OrderNo":1042,"note":null}""")]
    [InlineData("""{"orderNo":"1042","documentNo":"INV1","discounts":[]}""", false)]
    [InlineData("""{"documentNo":"INV1"}""")]
    [InlineData("""{"result":0,"data":{"orderNo":"1042","total":60}}""")]
    [InlineData("""{"orderNo":"1042","documentNo":"INV1","lines":[{"upc":"1"}],"message":"printed"}""")]
    [InlineData("""[{"sid":"7","order_no":"1042"}]""")]
    [InlineData("""[{"orderNo":"1041","documentNo":"INV1"},{"orderNo":"1042","documentNo":"INV2"}]""")]
    public void exists_where_it_speaks_of_the_number(string body, bool exists = true) =>
        Of(200, body).ShouldBe(exists ? LookupOutcome.Exists : LookupOutcome.NoAnswer);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("\"1042\"")]
    [InlineData("1042")]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"query":"1042","results":[]}""")]
    [InlineData("""{"query":"1042","results":null}""")]
    [InlineData("""{"orderNo":"1042","document":null}""")]
    [InlineData("""{"request":{"orderNo":"1042"},"data":{}}""")]
    [InlineData("""{"orderNo":"1042","found":false}""")]
    [InlineData("""{"orderNo":"1042","documentNo":null}""")]
    [InlineData("""{"orderNo":"1042","count":0}""")]
    [InlineData("""{"orderNo":"1042","message":"unknown"}""")]
    [InlineData("""{"orderNo":"1043","documentNo":"INV1"}""")]
    [InlineData("""[{"orderNo":"1041","documentNo":"INV1"},{"orderNo":"1042","documentNo":null}]""")]
    [InlineData("""{"documentNo":"1042","message":"is free"}""")]
    [InlineData("""{"orderNo":"1042","error":"Item was not found"}""")]
    [InlineData("""{"orderNo":"1042","status":"timeout"}""")]
    [InlineData("<html>1042</html>")]
    [InlineData("1042 exists")]
    public void and_says_nothing_where_it_does_not(string body) => Of(200, body).ShouldBe(LookupOutcome.NoAnswer);

    [Theory]
    [InlineData("""{"error":"OrderNo 1042 does not exist"}""", LookupOutcome.Missing)]
    [InlineData("""{"error":"not found"}""", LookupOutcome.Missing)]
    [InlineData("\"not found\"", LookupOutcome.Missing)]
    [InlineData(
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404}""",
        LookupOutcome.Missing)]
    [InlineData("", LookupOutcome.NoAnswer)]
    [InlineData("{}", LookupOutcome.NoAnswer)]
    [InlineData("null", LookupOutcome.NoAnswer)]
    [InlineData("<html><h1>404 Not Found</h1></html>", LookupOutcome.NoAnswer)]
    [InlineData("404 page not found", LookupOutcome.NoAnswer)]
    [InlineData("Cannot GET /api/v1/Document/1042", LookupOutcome.NoAnswer)]
    [InlineData("""{"message":"no Route matched with those values"}""", LookupOutcome.NoAnswer)]
    [InlineData("""{"timestamp":1,"status":404,"error":"Not Found","path":"/api/1042"}""", LookupOutcome.NoAnswer)]
    [InlineData("""{"Message":"No HTTP resource was found that matches the request URI '/1042'."}""", LookupOutcome.NoAnswer)]
    [InlineData("""{"documentNo":"INV1"}""", LookupOutcome.NoAnswer)]
    [InlineData("""{"error":"Session has expired"}""", LookupOutcome.CredentialsRefused)]
    [InlineData("""{"error":"Timeout expired"}""", LookupOutcome.NoAnswer)]
    public void is_missing_only_where_a_404_speaks_of_a_document(string body, object outcome) => Of(404, body).ShouldBe(outcome);

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(500)]
    public void under_any_other_status_there_is_none(int status) =>
        Of(status, """{"orderNo":"1042","documentNo":"INV1"}""").ShouldBe(LookupOutcome.NoAnswer);

    [Theory]
    [InlineData("200", """{"status":200,"items":[{"upc":"8720116120011"}]}""", false)]
    [InlineData("1", """{"orderNo":"1042","lines":[{"upc":"8720116120011","position":1}]}""", false)]
    [InlineData("1", """{"count":1,"orders":[{"order_no":1}]}""", true)]
    [InlineData("2", """[{"orderNo":"1","qty":2},{"orderNo":"2","qty":1}]""", true)]
    public void a_figure_names_no_number(string number, string body, bool exists) =>
        Of(200, body, number).ShouldBe(exists ? LookupOutcome.Exists : LookupOutcome.NoAnswer);

    [Fact]
    public void a_slip_of_another_number_is_not_ours()
    {
        Of(200, """{"slipNo":"00000999"}""", "00000731").ShouldBe(LookupOutcome.NoAnswer);
        Of(200, """{"slipNo":"00000731"}""", "00000731").ShouldBe(LookupOutcome.Exists);
    }

    [Theory]
    [InlineData(200, """{"orderNo":"1042"}""")]
    [InlineData(404, """{"error":"not found"}""")]
    [InlineData(401, "")]
    public void what_broke_off_says_nothing(int status, string body) =>
        LookupAnswers.Of(new HttpAttempt(new HttpAnswer(status, null, Text: body, IsComplete: false)), "1042", Some.Settings())
            .ShouldBe(LookupOutcome.NoAnswer);

    [Fact]
    public void the_credentials_may_be_refused() => Of(401, "").ShouldBe(LookupOutcome.CredentialsRefused);

    [Fact]
    public void without_an_answer_there_is_none() =>
        LookupAnswers.Of(new HttpAttempt(null, TransportFailure.CutOff), "1042", Some.Settings()).ShouldBe(LookupOutcome.NoAnswer);

    private static LookupOutcome Of(int status, string body, string number = "1042") =>
        LookupAnswers.Of(new HttpAttempt(new HttpAnswer(status, "application/json", Text: body)), number, Some.Settings());
}
