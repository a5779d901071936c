using Invoicing.RetailPro;
using Invoicing.Simulators.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using HttpAnswer = Invoicing.Systems.Http.HttpAnswer;

namespace Invoicing.Tests.RetailPro;

public class Answers_that_are_no_acceptance
{
    private const int Mutations = 20_000;

    public static TheoryData<string> Table => [.. OddAnswers.All.Select(answer => answer.ToString())];

    [Fact]
    public void are_known_by_the_dozen() => OddAnswers.All.Distinct().Count().ShouldBeGreaterThanOrEqualTo(90);

    [Theory]
    [MemberData(nameof(Table))]
    public void mean_what_they_say(string name)
    {
        var odd = OddAnswers.All.First(answer => answer.ToString() == name);

        Outcome(odd).ShouldBe(odd.Meaning switch
        {
            OddMeaning.Refused => CallOutcome.Refused,
            OddMeaning.NotLoggedIn => CallOutcome.CredentialsRefused,
            _ => CallOutcome.Unknown,
        });
    }

    // What was refused may look unclear after it was changed; what may have been done must never look refused.
    [Fact]
    public void are_none_in_other_dress_either()
    {
        var wrong = Enumerable.Range(0, Mutations)
            .Select(seed => OddAnswers.Pick(seed, OddMeaning.Refused, OddMeaning.NotLoggedIn, OddMeaning.Unclear))
            .Where(odd => Outcome(odd) != CallOutcome.Unknown
                && (odd.Meaning == OddMeaning.Unclear || Outcome(odd) is not (CallOutcome.Refused or CallOutcome.CredentialsRefused)));

        wrong.Take(10).Select(odd => $"{Outcome(odd)}: {odd}").ShouldBeEmpty();
    }

    [Fact]
    public void most_refusals_stay_plain_in_other_dress()
    {
        var outcomes = Enumerable.Range(0, 1000).Select(seed => Outcome(OddAnswers.Pick(seed, OddMeaning.Refused))).ToList();

        outcomes.Count(outcome => outcome == CallOutcome.Refused).ShouldBeGreaterThan(800);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void tell_no_lookup_that_a_number_exists(string name)
    {
        var odd = OddAnswers.All.First(answer => answer.ToString() == name);
        var reply = new HttpAttempt(new HttpAnswer(200, odd.ContentType, Text: odd.Body));

        LookupAnswers.Of(reply, "1042", Some.Settings()).ShouldBe(
            odd.Meaning == OddMeaning.NotLoggedIn ? LookupOutcome.CredentialsRefused : LookupOutcome.NoAnswer);
    }

    private static CallOutcome Outcome(OddAnswer odd) => CallClassification.Of(
        new HttpAttempt(new HttpAnswer(odd.Status, odd.ContentType, Text: odd
            .Body)), new CallAsked("Order to Invoice", "{}", Some.Settings(), default)).Outcome;
}
