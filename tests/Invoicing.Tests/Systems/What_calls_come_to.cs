using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using Some = Invoicing.Tests.Process.Some;

namespace Invoicing.Tests.Systems;

/// <summary>The policies around a call, case by case: what the journal records, and what becomes of the step.</summary>
public class What_calls_come_to
{
    private static readonly DateTimeOffset s_now = Some.Now;
    private static readonly FakeSystem s_system = new();
    private static readonly DuplicateHandling s_refused = new(AreRefused: true, CanBeAsked: false);
    private static readonly DuplicateHandling s_asked = new(AreRefused: false, CanBeAsked: true);
    private static readonly DuplicateHandling s_neither = default;
    private static readonly EarlierCalls s_none = default;
    private static readonly EarlierCalls s_doubt = new(IsInDoubt: true, IsForgotten: false, IsUnresolved: true);

    // What was found missing where duplicates are not refused: the doubt is gone, and "exists already" still counts as ours.
    private static readonly EarlierCalls s_foundMissing = new(IsInDoubt: true, IsForgotten: false, IsUnresolved: false);

    public static TheoryData<string, string, string> Outcomes => new()
    {
        // the call's outcome and the earlier calls | duplicates are | recorded and reported
        { "Done none", "neither", "done: Accepted INV1" },
        { "Done doubt", "asked", "done: Accepted INV1" },
        { "AlreadyExists none", "refused", "refused: Failed NumberTaken" },
        { "AlreadyExists doubt", "refused", "done: Accepted INV1, may be older" },
        { "AlreadyExists missing", "asked", "done: Accepted INV1, may be older" },
        { "NoEffect none", "neither", "no_effect: Deferred" },
        { "NoEffect doubt", "refused", "no_effect unresolved: Deferred unknown" },
        { "NoEffect missing", "asked", "no_effect: Deferred" },
        { "Refused none", "neither", "refused: Failed Refused" },
        { "Refused doubt", "refused", "refused unresolved: Failed Refused, look first" },
        { "Refused missing", "asked", "refused: Failed Refused" },
        { "CredentialsRefused none", "neither", "no_effect: Deferred paused" },
        { "CredentialsRefused doubt", "asked", "no_effect unresolved: Deferred unknown paused" },
        { "Unknown none", "neither", "unknown unresolved: Failed OutcomeUnknown" },
        { "Unknown none", "refused", "unknown unresolved: Deferred unknown" },
        { "Unknown none", "asked", "unknown unresolved: Deferred unknown" },
        { "Unknown doubt", "refused", "unknown unresolved: Deferred unknown" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void of_a_call(string call, string duplicates, string expected)
    {
        var (outcome, earlier) = (call.Split(' ')[0], call.Split(' ')[1]);
        var result = new CallResult(Enum.Parse<CallOutcome>(outcome), "it says so", DocumentNo: "INV1");

        Told(OutcomePolicy.Resolve(s_system, result, Earlier(earlier), Duplicates(duplicates), s_now)).ShouldBe(expected);
    }

    [Fact]
    public void every_outcome_is_in_the_table() =>
        Outcomes.Select(row => ((string)row[0]).Split(' ')[0]).Distinct().ShouldBe(Enum.GetNames<CallOutcome>(), ignoreOrder: true);

    [Theory]
    [InlineData("Exists", "asked", "done: Accepted , may be older")]
    [InlineData("Exists", "both", "done: Accepted , may be older")]
    [InlineData("Missing", "asked", "call follows")]
    [InlineData("Missing", "both", "call follows in doubt")]
    [InlineData("NeedsPerson", "asked", "unknown unresolved: Failed OutcomeUnknown")]
    [InlineData("NotYet", "asked", "unknown unresolved: Deferred unknown")]
    [InlineData("NoAnswer", "asked", "unknown unresolved: Deferred unknown")]
    [InlineData("NoAnswer", "both", "call follows in doubt")]
    [InlineData("CredentialsRefused", "asked", "unknown unresolved: Deferred unknown paused")]
    public void of_a_question(string outcome, string duplicates, string expected)
    {
        var earlier = s_doubt;
        var resolution = LookupPolicy.Resolve(s_system, Enum.Parse<LookupOutcome>(outcome), Duplicates(duplicates), s_now, ref earlier);

        (resolution is null ? $"call follows{(earlier.IsUnresolved ? " in doubt" : "")}" : Told(resolution)).ShouldBe(expected);
        earlier.IsInDoubt.ShouldBeTrue("an answer that the number exists goes on to count as ours");
    }

    [Theory]
    [InlineData("Granted", false, "Sent", "call")]
    [InlineData("Stale", true, "Sent", "nothing")]
    [InlineData("Busy", false, "Sent", "nothing")]
    [InlineData("Busy", true, "Sent", "Deferred")]
    [InlineData("Busy", false, "Failed", "Deferred")]
    [InlineData("Done", false, "Sent", "Accepted INV1")]
    [InlineData("Taken", false, "Sent", "Failed NumberTaken")]
    [InlineData("Unresolved", false, "Sent", "Failed OutcomeUnknown")]
    public void of_a_claim(string kind, bool isAgain, string status, string expected)
    {
        var command = FakeSystem.Command();
        var step = new Step { Key = command.Key, Name = command.Name, Status = Enum.Parse<StepStatus>(status), Attempt = 1 };
        var claim = new Claim(
            Enum.Parse<ClaimKind>(kind),
            kind == nameof(ClaimKind.Stale) ? null : new OrderProcess { Content = Some.Order(), Steps = [step] },
            DocumentNo: "INV1");

        var answer = ClaimPolicy.Answer(s_system, command, isAgain, claim, null, s_now);

        (answer is null ? "call" : answer.Result is null ? "nothing" : Told(answer.Result)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Failed", true, "neither", "no_effect: Failed OutcomeUnknown")]
    [InlineData("Failed", true, "asked", "call")]
    [InlineData("Failed", true, "refused", "call")]
    [InlineData("Failed", false, "neither", "call")]
    [InlineData("Sent", true, "neither", "call")]
    public void of_a_claim_while_a_person_looks(string status, bool isUnknown, string duplicates, string expected)
    {
        var command = FakeSystem.Command();
        var step = new Step
        {
            Key = command.Key, Name = command.Name, Status = Enum.Parse<StepStatus>(status), Attempt = 1, OutcomeUnknown = isUnknown,
        };
        var claim = new Claim(ClaimKind.Granted, new OrderProcess { Content = Some.Order(), Steps = [step] });

        var resolution = ClaimPolicy.OnlyAPersonGoesOn(s_system, command, claim, Duplicates(duplicates));

        (resolution is null ? "call" : Told(resolution)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, false, "none", "neither", "no_effect: Failed InvalidData")]
    [InlineData(true, false, "doubt", "refused", "no_effect unresolved: Failed InvalidData, look first")]
    [InlineData(true, true, "none", "neither", "no_effect: Deferred")]
    [InlineData(true, true, "doubt", "refused", "no_effect unresolved: Failed InvalidData, look first")]
    [InlineData(false, true, "none", "neither", "call follows")]
    [InlineData(false, false, "forgotten", "neither", "unknown unresolved: Failed OutcomeUnknown")]
    [InlineData(false, false, "forgotten", "refused", "call follows")]
    [InlineData(false, false, "forgotten", "asked", "call follows")]
    public void of_a_request(bool isFaulty, bool isOutdated, string earlier, string duplicates, string expected)
    {
        var prepared = isFaulty ? new Prepared(null, [new ValidationError("items", "name no store")], []) : new Prepared("{}", [], []);

        var resolution = ClaimPolicy.WithoutRequest(s_system, prepared, Earlier(earlier), Duplicates(duplicates), isOutdated);

        (resolution is null ? "call follows" : Told(resolution)).ShouldBe(expected);
    }

    private static EarlierCalls Earlier(string name) => name switch
    {
        "doubt" => s_doubt,
        "missing" => s_foundMissing,
        "forgotten" => new(IsInDoubt: true, IsForgotten: true, IsUnresolved: true),
        _ => s_none,
    };

    private static DuplicateHandling Duplicates(string name) => name switch
    {
        "refused" => s_refused,
        "asked" => s_asked,
        "both" => new(AreRefused: true, CanBeAsked: true),
        _ => s_neither,
    };

    private static string Told(Resolution resolution)
    {
        (resolution.Result is Deferred { IsPaused: true }).ShouldBe(resolution.PausesCalls);
        resolution.DocumentNo.ShouldBe(resolution.Result is Accepted accepted ? accepted.DocumentNo : null);
        return $"{resolution.State}{(resolution.Unresolved ? " unresolved" : "")}: {Told(resolution.Result)}";
    }

    private static string Told(StepResult result) => result switch
    {
        Accepted accepted => $"Accepted {accepted.DocumentNo}{(accepted.MayBeOlder ? ", may be older" : "")}",
        Deferred deferred => $"Deferred{(deferred.OutcomeUnknown ? " unknown" : "")}{(deferred.IsPaused ? " paused" : "")}",
        Failed failed => $"Failed {failed.Kind}{(failed.Message.Contains("check Fake first", StringComparison.Ordinal) ? ", look first" : "")}",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };
}
