using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class Answers_that_are_an_acceptance
{
    private const string Slip = """{"SlipNo":"00000731"}""";

    private readonly RetailProSettings _settings = Some.Settings();

    [Theory]
    [InlineData("""{"documentNo":"INV000001"}""", "INV000001")]
    [InlineData("""{"DOCUMENTNO":731,"error":null,"errors":[],"errorCode":0,"errorMessage":"","message":"created"}""", "731")]
    [InlineData("""{"documentNo":"INV000001","error":{"code":"0","message":"Success"}}""", "INV000001")]
    [InlineData("""{"documentNo":"INV000001","success":true,"status":"OK"}""", "INV000001")]
    [InlineData("""{"documentNo":"INV000001","status":"pending"}""", "INV000001")]
    [InlineData("""{"documentNo":"INV000001","hasErrors":false,"warnings":["price of UPC 8720116120001 differs"]}""", "INV000001")]
    [InlineData("""{"documentNo":"INV000001","default":true,"failed":0}""", "INV000001")]
    [InlineData("""{"documentNo":"INV000001","message":"Created. The customer was not found and has been added."}""", "INV000001")]
    [InlineData("""{"data":{"invoiceNo":"A-1"},"errors":null}""", "A-1")]
    [InlineData("""{"success":true}""", null)]
    [InlineData("""{"Success":"TRUE","message":"No errors"}""", null)]
    [InlineData("""{"result":{"success":true,"documentNo":null}}""", null)]
    public void a_document_number_or_success(string body, string? documentNo)
    {
        var result = Of(body);

        (result.Outcome, result.DocumentNo).ShouldBe((CallOutcome.Done, documentNo));
    }

    [Theory]
    [InlineData("No 12 Calle Cancún", "Failla", CallOutcome.Done)]
    [InlineData("No 12 Calle Cancún", "FAILLA", CallOutcome.Done)]
    [InlineData("No 12 Calle Cancún, wrong", "Failla", CallOutcome.Unknown)]
    public void an_answer_may_repeat_what_was_sent_whatever_it_sounds_like(string address, string name, object outcome) => Of(
        $$"""{"documentNo":"INV000001","customer":{"address1":"{{address}}","lastName":"{{name}}"} }""",
        """{"OrderNo":"1042","CustomerBilling":{"LastName":"Failla","Address1":"No 12 Calle Canc\u00fan"}}""")
        .Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("""{"slipNo":"00000731"}""", CallOutcome.Done)]
    [InlineData("""{"slipNo":"00000731","fromStore":"SVA11","items":[{"upc":"1","description":"Sandal"}]}""", CallOutcome.Done)]
    [InlineData("""{"slipNo":"00000731","message":"Store does not exist"}""", CallOutcome.Unknown)]
    [InlineData("""{"slipNo":"00000731","success":false}""", CallOutcome.Refused)]
    [InlineData("""{"error":"unknown store","request":{"SlipNo":"00000731"}}""", CallOutcome.Refused)]
    [InlineData("""{"error":"unknown store","slipNo":"00000999"}""", CallOutcome.Unknown)]
    public void our_own_number_only_where_nothing_else_is_said(string body, object outcome) => Of(body, Slip).Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("200", 200, "", CallOutcome.Done)]
    [InlineData("200", 200, "{}", CallOutcome.Done)]
    [InlineData("200", 200, "true", CallOutcome.Done)]
    [InlineData("200", 201, "", CallOutcome.Unknown)]
    [InlineData("200", 200, "OK", CallOutcome.Unknown)]
    [InlineData("200", 200, "\"OK\"", CallOutcome.Unknown)]
    [InlineData("200", 200, "<html>", CallOutcome.Unknown)]
    [InlineData("200", 200, "{\"message\":\"Item was not found\"}", CallOutcome.Unknown)]
    [InlineData("200", 200, "{\"error\":\"Item was not found\"}", CallOutcome.Refused)]
    [InlineData("204", 204, "", CallOutcome.Done)]
    [InlineData("status=Created", 200, "{\"Status\":\"created\"}", CallOutcome.Done)]
    [InlineData(" code = 1 ", 200, "{\"result\":{\"code\":1}}", CallOutcome.Done)]
    [InlineData("code=1", 200, "{\"code\":10}", CallOutcome.Unknown)]
    [InlineData("code=1", 200, "{\"code\":1,\"error\":\"x\"}", CallOutcome.Unknown)]
    [InlineData("code=1", 200, "{\"a\":{\"b\":{\"code\":1}}}", CallOutcome.Unknown)]
    [InlineData("code=1", 200, "{\"success\":true}", CallOutcome.Unknown)]
    public void or_what_the_settings_say(string rule, int status, string body, object outcome)
    {
        _settings.AcceptedAnswers = [rule];

        Of(body, status: status).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void an_unclear_answer_names_the_settings_to_look_at() => Of("{\"code\":7}").Message.ShouldBe(
        "Order to Invoice was answered 200, but the answer does not say that it was accepted "
        + "(RetailPro:DocumentNoProperties and RetailPro:AcceptedAnswers say what an acceptance looks like): "
        + "Retail Pro may or may not have carried it out. It says: \"code: 7\"");

    [Fact]
    public void a_refusal_under_200_says_so() => Of("{\"error\":\"Item was not found\"}").Message.ShouldBe(
        "Order to Invoice was refused (200): the status means success, but the answer says no. It says: \"error: Item was not found\"");

    [Theory]
    [InlineData("session closed", "{\"error\":\"Session closed by admin\"}", CallOutcome.CredentialsRefused)]
    [InlineData("session closed", "{\"error\":\"Unauthorized\"}", CallOutcome.Refused)]
    [InlineData("session closed", "{\"message\":\"Session closed\"}", CallOutcome.Unknown)]
    public void which_refusals_are_of_the_credentials_is_a_setting(string text, string body, object outcome)
    {
        _settings.CredentialTexts = [text];

        Of(body).Outcome.ShouldBe(outcome);
    }

    private CallResult Of(string body, string request = "{\"OrderNo\":\"1042\"}", int status = 200) =>
        CallClassification.Of(
            new HttpAttempt(new HttpAnswer(status, "application/json", Text: body)),
            new CallAsked("Order to Invoice", request, _settings, default));
}
