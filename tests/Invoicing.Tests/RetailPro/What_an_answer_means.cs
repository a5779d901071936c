using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class What_an_answer_means
{
    private static readonly DateTimeOffset Now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly RetailProSettings _settings = Some.Settings();

    [Theory]
    [InlineData("<html><body>Please log in</body></html>", "text/html", ", but with a page of HTML, as a login or a proxy sends it")]
    [InlineData("<!DOCTYPE html>", "application/json", ", but with a page of HTML, as a login or a proxy sends it")]
    [InlineData("<response>OK</response>", "text/xml", ", but with XML")]
    [InlineData("{\"documentNo\":", "application/json", ", but with a text that is not JSON (application/json)")]
    [InlineData("OK", "text/plain", ", but with a text that is not JSON (text/plain)")]
    [InlineData("OK", null, ", but with a text that is not JSON")]
    [InlineData(
        "",
        "application/json",
        " with nothing in it (RetailPro:DocumentNoProperties and RetailPro:AcceptedAnswers say what an acceptance looks like)")]
    [InlineData("{\"success\":true,\"success\":false}", "application/json", ", but the answer gives one property two values")]
    [InlineData("{\"documentNo\":\"7\",\"error\":\"x\"}", "application/json", ", but the answer says both yes and no")]
    [InlineData("{\"error\":\"timed out\"}", "application/json", ", and the answer says no in words that leave open what was done before")]
    public void success_that_says_nothing_clear_is_unknown(string body, string? type, string why)
    {
        var result = Of(new HttpAnswer(200, type, Text: body));

        result.Outcome.ShouldBe(CallOutcome.Unknown);
        result.Message.ShouldStartWith($"Order to Invoice was answered 200{why}: Retail Pro may or may not have carried it out.");
    }

    [Fact]
    public void JSON_under_another_content_type_is_still_JSON() =>
        Of(new HttpAnswer(200, "text/html", Text: "{\"documentNo\":\"INV1\"}")).Outcome.ShouldBe(CallOutcome.Done);

    [Fact]
    public void success_that_breaks_off_is_unknown()
    {
        var result = Of(new HttpAnswer(200, "application/json", Text: "{\"documentNo\":\"INV1\"}", IsComplete: false));

        (result.Outcome, result.Status).ShouldBe((CallOutcome.Unknown, 200));
        result.Message.ShouldContain("but the answer broke off");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    [InlineData(425)]
    [InlineData(499)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public void other_4xx_and_redirects_of_the_same_request_are_refusals(int status) => Of(status).Outcome.ShouldBe(CallOutcome.Refused);

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void who_is_not_let_in_makes_no_more_calls(int status) => Of(status).Outcome.ShouldBe(CallOutcome.CredentialsRefused);

    [Fact]
    public void a_403_may_be_meant_for_single_orders() =>
        CallClassification.Of(
            new HttpAttempt(new HttpAnswer(403)),
            new CallAsked("Order to Invoice", "{}", new RetailProSettings { CredentialStatuses = [401] }, default))
            .Outcome.ShouldBe(CallOutcome.Refused);

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(520)]
    [InlineData(199)]
    [InlineData(300)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    public void what_may_have_had_an_effect_is_unknown(int status) => Of(status).Outcome.ShouldBe(CallOutcome.Unknown);

    [Theory]
    [InlineData(401, "Retail Pro does not take the credentials, check RetailPro:UserName, RetailPro:Password and RetailPro:Headers")]
    [InlineData(403, "Retail Pro does not take the credentials, check RetailPro:UserName, RetailPro:Password and RetailPro:Headers")]
    [InlineData(404, "there is no such address, check RetailPro:BaseUrl")]
    [InlineData(307, "it redirects to another address, which is not followed, check RetailPro:BaseUrl")]
    public void a_refusal_names_the_setting_that_may_be_wrong(int status, string hint) =>
        Of(status).Message.ShouldBe($"Order to Invoice was refused ({status}): {hint}.");

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Thu, 05 Mar 2026 12:01:30 GMT", 90)]
    [InlineData("Thu, 05 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("999999999999999999999", 86_400)]
    [InlineData("soon", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void too_many_requests_has_no_effect_and_may_ask_for_a_wait(string? retryAfter, int? seconds)
    {
        var result = Of(new HttpAnswer(429, RetryAfter: retryAfter));

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.RetryAfter?.TotalSeconds.ShouldBe(seconds!.Value);
        (result.RetryAfter is null).ShouldBe(seconds is null);
        result.Message.ShouldBe("Order to Invoice was not carried out: Retail Pro asks for fewer calls (429).");
    }

    [Theory]
    [InlineData("503+Retry-After", 503, "5", CallOutcome.NoEffect)]
    [InlineData("503+retry-after", 503, "5", CallOutcome.NoEffect)]
    [InlineData("503+Retry-After", 503, null, CallOutcome.Unknown)]
    [InlineData("503+Retry-After", 503, "soon", CallOutcome.Unknown)]
    [InlineData("503+Retry-After", 502, "5", CallOutcome.Unknown)]
    [InlineData("503", 503, null, CallOutcome.NoEffect)]
    [InlineData("423", 423, null, CallOutcome.NoEffect)]
    [InlineData("408", 408, null, CallOutcome.NoEffect)]
    public void the_settings_say_which_statuses_have_no_effect(string setting, int status, string? retryAfter, object outcome)
    {
        _settings.NoEffectStatuses = [setting];

        Of(new HttpAnswer(status, RetryAfter: retryAfter)).Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData(409, null, 409, "", CallOutcome.AlreadyExists)]
    [InlineData(409, null, 409, "<html>", CallOutcome.AlreadyExists)]
    [InlineData(409, "already exists", 409, "Order ALREADY EXISTS", CallOutcome.AlreadyExists)]
    [InlineData(409, "already exists", 409, "locked", CallOutcome.Refused)]
    [InlineData(400, "número repetido", 400, "{\"error\":\"N\\u00famero repetido\"}", CallOutcome.AlreadyExists)]
    [InlineData(400, "duplicate", 400, "{\"error\":\"bad UPC\"}", CallOutcome.Refused)]
    [InlineData(400, "duplicate", 409, "duplicate", CallOutcome.Refused)]
    [InlineData(500, "duplicate", 500, "duplicate key", CallOutcome.AlreadyExists)]
    [InlineData(500, "duplicate", 500, "disk full", CallOutcome.Unknown)]
    [InlineData(200, "duplicate", 200, "{\"result\":\"duplicate\"}", CallOutcome.AlreadyExists)]
    [InlineData(200, "duplicate", 200, "{\"documentNo\":\"INV1\"}", CallOutcome.Done)]
    [InlineData(200, "duplicate", 200, "{\"result\":\"created\"}", CallOutcome.Unknown)]
    public void the_settings_say_how_a_duplicate_is_told(int settingStatus, string? settingText, int status, string body, object outcome)
    {
        (_settings.DuplicateStatus, _settings.DuplicateText) = (settingStatus, settingText);

        Of(status, body).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void a_duplicates_text_may_be_in_the_part_that_was_cut_off()
    {
        (_settings.DuplicateStatus, _settings.DuplicateText) = (400, "duplicate");

        Of(new HttpAnswer(400, Text: "dupl", IsComplete: false)).Outcome.ShouldBe(CallOutcome.Unknown);
    }

    [Fact]
    public void the_answer_is_kept_for_the_journal_cut_and_storable()
    {
        Of(500, new string('x', 5000)).Body!.Length.ShouldBe(4000);
        Of(500, "a\0b").Body.ShouldBe("a b");
    }

    [Fact]
    public void an_answer_too_deep_to_read_is_unknown() =>
        Of(200, new string('[', 100) + new string(']', 100)).Outcome.ShouldBe(CallOutcome.Unknown);

    private CallResult Of(int status, string body = "") => Of(new HttpAnswer(status, "application/json", Text: body));

    private CallResult Of(HttpAnswer answer) =>
        CallClassification.Of(new HttpAttempt(answer), new CallAsked("Order to Invoice", "{}", _settings, Now));
}
