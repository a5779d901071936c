using Invoicing.Systems;
using Invoicing.Systems.Http;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class What_an_answer_of_VTEX_means
{
    [Theory]
    [InlineData(200, "<!DOCTYPE html><html>log in</html>", nameof(CallOutcome.CredentialsRefused), "log in")]
    [InlineData(302, "", nameof(CallOutcome.CredentialsRefused), "redirect")]
    [InlineData(401, """{"error":{"code":"1","message":"no"}}""", nameof(CallOutcome.CredentialsRefused), "credentials")]
    [InlineData(403, "", nameof(CallOutcome.CredentialsRefused), "*Notify invoice*")]
    [InlineData(400, """{"error":{"code":"OMS999","message":"x is wrong"}}""", nameof(CallOutcome.Refused), "OMS999: x is wrong")]
    [InlineData(400, """{"title":"Bad","detail":"y is wrong"}""", nameof(CallOutcome.Refused), "Bad: y is wrong")]
    [InlineData(400, "z is wrong", nameof(CallOutcome.Refused), "z is wrong")]
    [InlineData(409, "", nameof(CallOutcome.Refused), "409")]
    [InlineData(408, "", nameof(CallOutcome.Unknown), "408")]
    [InlineData(500, "", nameof(CallOutcome.Unknown), "500")]
    [InlineData(502, "<html></html>", nameof(CallOutcome.Unknown), "502")]
    [InlineData(504, "", nameof(CallOutcome.Unknown), "504")]
    [InlineData(429, "", nameof(CallOutcome.NoEffect), "fewer calls")]
    [InlineData(503, "", nameof(CallOutcome.NoEffect), "fewer calls")]
    public void that_says_the_same_whatever_was_asked(int status, string text, string outcome, string said)
    {
        var result = Trouble(new(new HttpAnswer(status, Text: text)))!;

        result.Outcome.ToString().ShouldBe(outcome);
        result.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData(200, """{"receipt":"ab"}""")]
    [InlineData(200, """{"note":"<html>"}""")]
    [InlineData(204, "")]
    [InlineData(404, "")]
    public void that_only_the_call_can_judge(int status, string text) => Trouble(new(new HttpAnswer(status, Text: text))).ShouldBeNull();

    [Fact]
    public void that_never_came_is_unknown_only_where_the_call_was_written()
    {
        Trouble(new(null, TransportFailure.NotConnected))!.Outcome.ShouldBe(CallOutcome.NoEffect);
        Trouble(new(null, TransportFailure.TimedOut))!.Outcome.ShouldBe(CallOutcome.Unknown);
        VtexAnswers.Trouble(new(null, TransportFailure.TimedOut), "It", "View order", hasEffect: false)!.Outcome
            .ShouldBe(CallOutcome.NoEffect);
    }

    [Fact]
    public void quotes_no_address_and_not_without_end()
    {
        VtexAnswers.Quote(new(400, Text: "rosa@example.test is unknown")).ShouldBe(" VTEX says: (address) is unknown");
        VtexAnswers.Quote(new(400, Text: new string('x', 2000))).Length.ShouldBeLessThan(520);
    }

    private static CallResult? Trouble(HttpAttempt attempt) => VtexAnswers.Trouble(attempt, "It", "Notify invoice", hasEffect: true);
}
