using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Systems;

/// <summary>What a claim came to, where no call follows.</summary>
/// <param name="Result">Null: nobody needs to hear of it, as the command was stale or another delivery is at it.</param>
internal sealed record ClaimAnswer(StepResult? Result);

/// <summary>What earlier calls of the same number may have left behind.</summary>
/// <param name="IsInDoubt">One may have had its effect: that the number exists already then counts as ours.</param>
/// <param name="IsForgotten">The journal may have lost one with what came after a backup.</param>
/// <param name="IsUnresolved">It is still not known what became of it.</param>
internal readonly record struct EarlierCalls(bool IsInDoubt, bool IsForgotten, bool IsUnresolved)
{
    /// <summary>Said with a failure, as the person who mends it must look first.</summary>
    public string Warning(string system) => IsUnresolved
        ? $" An earlier call of this number may have been carried out: check {system} first, and settle it with `orders confirm`."
        : "";
}

/// <summary>What the journal records of a claim, and what becomes of the step.</summary>
/// <param name="State">As in the table: done, no_effect, refused or unknown.</param>
/// <param name="What">For the timeline.</param>
/// <param name="PausesCalls">Nobody's calls are taken: all are held back.</param>
internal sealed record Resolution(string State, bool Unresolved, string What, StepResult Result, bool PausesCalls = false)
{
    public string? DocumentNo { get; init; }
}

/// <summary>Whether a call follows on a claim. Pure.</summary>
internal static class ClaimPolicy
{
    /// <param name="isAgain">The command was delivered before, or is tried again: whoever had it may be dead.</param>
    /// <returns>Null: the call is ours to make.</returns>
    public static ClaimAnswer? Answer(
        IInvoicingSystem system, StepCommand command, bool isAgain, Claim claim, BackupRestore? restore, DateTimeOffset now) =>
            claim.Kind switch
    {
        ClaimKind.Granted => null,

        // The first delivery may be dead, and its fault on its way: a failed step is not sent again by itself, and must not lose its entry
        // in the error queue.
        ClaimKind.Busy when isAgain || claim.Row!.StepNamed(command.Name)?.Status == StepStatus.Failed =>
            new(new Deferred(
                "Another delivery of this command is still at it.",
                system.CallTimeout + system.CallMargin,
                OutcomeUnknown: false)),
        ClaimKind.Stale or ClaimKind.Busy => new((StepResult?)null),
        ClaimKind.Done => new(
            new Accepted(claim.DocumentNo, claim.SettledAt ?? now, restore?.MayHaveCalledFor(claim.Row!.Content) == true)),
        ClaimKind.Taken => new(new Failed(
            FailureKind.NumberTaken, $"Another order has used the number {system.NumberOf(command.OrderNo, command.Key)} in "
                + $"{system.DisplayName}.")),
        _ => new(Unknown(system, "An earlier call has an unknown outcome.")),
    };

    /// <summary>
    /// The step has failed with an unknown outcome, and a person may be looking: a call under the same attempt would come after that look.
    /// The journal alone does not tell, for a process that was frozen may have recorded since that its call had no effect.
    /// </summary>
    /// <returns>Null: the call is made.</returns>
    public static Resolution? OnlyAPersonGoesOn(
        IInvoicingSystem system, StepCommand command, Claim claim, DuplicateHandling duplicates) =>
        !duplicates.MayRepeat && claim.Row!.StepNamed(command.Name) is { Status: StepStatus.Failed, OutcomeUnknown: true }
            ? new("no_effect", claim.EarlierUnresolved, "not called: only a person's answer goes on", Unknown(
                system, "An earlier call had an unknown outcome, and nobody has said yet what became of it."))
            : null;

    public static EarlierCalls Earlier(
        IInvoicingSystem system, StepCommand command, Claim claim, DuplicateHandling duplicates, BackupRestore? restore)
    {
        if (duplicates.AreHarmless)
        {
            return default;
        }

        // A first call, as far as the journal knows: a restored backup may have lost an earlier one.
        var isForgotten = claim.Tries == 1 && restore is not null && restore.MayHaveCalledFor(claim.Row!.Content)
            && (!system.HasDrawnNumber(command.Key) || restore.MayHaveUsed(command.Key.Number!));
        var isInDoubt = claim.EarlierUnresolved || isForgotten;
        return new(isInDoubt, isForgotten, isInDoubt);
    }

    /// <returns>Null: the request is sent.</returns>
    public static Resolution? WithoutRequest(
        IInvoicingSystem system,
        Prepared prepared,
        EarlierCalls earlier,
        DuplicateHandling duplicates,
        bool isOutdated) =>
        prepared.Body switch
        {
            // Moved back from the error queue after its setting was mended, the command still means the plan that could not be sent.
            null when !earlier.IsUnresolved && isOutdated => new("no_effect", false, "planned anew", new Deferred(
                "The settings have changed since the order was planned: it is planned anew.", null, OutcomeUnknown: false)),
            null => new("no_effect", earlier.IsUnresolved, "data cannot be sent", new Failed(
                FailureKind.InvalidData, string.Join("; ", prepared.Faults) + earlier.Warning(system.DisplayName))),
            _ when earlier.IsForgotten && !duplicates.MayRepeat => new("unknown", true, "not called: the database was restored", Unknown(
                system, "The database was restored from a backup, and a call that was made since is lost with what came after it.")),
            _ => null,
        };

    public static Failed Unknown(IInvoicingSystem system, string why) => new(
        FailureKind.OutcomeUnknown,
        $"{why} {system.DisplayName} may or may not have done it, cannot be asked, and may accept it twice: check {system.DisplayName}.");
}

/// <summary>What the answer means to the question whether an earlier call was carried out. Pure.</summary>
internal static class LookupPolicy
{
    /// <param name="earlier">What is left of the doubt once it was asked.</param>
    /// <returns>Null: the call follows.</returns>
    public static Resolution? Resolve(
        IInvoicingSystem system, LookupResult found, DuplicateHandling duplicates, DateTimeOffset now, ref EarlierCalls earlier)
    {
        switch (found.Outcome)
        {
            case LookupOutcome.Exists:
                return new("done", false, $"found in {system.DisplayName}", new Accepted(found.DocumentNo, now, MayBeOlder: true))
                {
                    DocumentNo = found.DocumentNo,
                };
            case LookupOutcome.Refused:
                return new("refused", false, $"found in {system.DisplayName}", new Failed(found.Refusal, found.Message!));
            case LookupOutcome.CredentialsRefused:
                return OutcomePolicy.Paused(
                    $"{system.DisplayName} does not take the credentials: it was asked whether a number exists.", "unknown", earlier);
            case LookupOutcome.NeedsPerson:
                return new("unknown", true, $"not found in {system.DisplayName}", new Failed(
                    FailureKind.OutcomeUnknown,
                    $"{system.DisplayName} does not show what an earlier call was to make, and may or may not have done it. It is not made "
                        + $"again by itself: check {system.DisplayName}."));
            case LookupOutcome.Missing:
                // Where duplicates are refused, it may be asked while the earlier request still travels: it stays in doubt, so that
                // "exists already" goes on to count as ours.
                earlier = earlier with { IsUnresolved = duplicates.AreRefused };
                return null;
            case LookupOutcome.NotYet:
                return new("unknown", true, $"not found in {system.DisplayName} yet", new Deferred(
                    $"{system.DisplayName} does not show yet what became of an earlier call: it is asked again before anything is sent.",
                    null,
                    OutcomeUnknown: true));
            default:
                return duplicates.AreRefused
                    ? null
                    : new("unknown", true, $"{system.DisplayName} did not say whether it exists", new Deferred(
                    $"{system.DisplayName} did not say whether an earlier call was carried out.", null, OutcomeUnknown: true));
        }
    }
}

/// <summary>What becomes of a step where no system may be called. Pure.</summary>
internal static class ShadowPolicy
{
    /// <returns>Null: its data cannot be sent, which shows in shadow mode as it does otherwise.</returns>
    public static Resolution? Resolve(Prepared prepared, OrderProcess order, DateTimeOffset now) =>
        // What would have been asked for first is lacking, and that is no fault of the order's.
        prepared.Body is null && !order.Steps.Any(step => step.Phase == StepPhase.Gather)
            ? null
            : new("done", false, TimelineNames.NotSent, new Accepted(null, now, MayBeOlder: false));
}

/// <summary>What a call's result means for the journal and for the step. Pure.</summary>
internal static class OutcomePolicy
{
    private const string Called = TimelineNames.Called;

    /// <summary>Should it be this order alone, another one shows afterwards that all is well.</summary>
    private static readonly TimeSpan s_behindOthers = TimeSpan.FromSeconds(30);

    public static Resolution Resolve(
        IInvoicingSystem system, CallResult result, EarlierCalls earlier, DuplicateHandling duplicates, DateTimeOffset now) =>
            result.Outcome switch
    {
        CallOutcome.CredentialsRefused => Paused(result.Message, "no_effect", earlier),
        CallOutcome.Done => Done(result, mayBeOlder: false, now),
        CallOutcome.AlreadyExists when earlier.IsInDoubt => Done(result, mayBeOlder: true, now),
        CallOutcome.NoEffect => new(
            "no_effect",
            earlier.IsUnresolved,
            Called,
            new Deferred(result.Message, result.RetryAfter, earlier.IsUnresolved)),
        CallOutcome.AlreadyExists => new("refused", false, Called, new Failed(
            FailureKind.NumberTaken,
            $"{system.DisplayName} says that the number exists already, though no call of this order is known to have made it. "
                + $"{result.Message}")),
        CallOutcome.Refused => new("refused", earlier.IsUnresolved, Called, new Failed(
            result.Refusal, result.Message + earlier.Warning(system.DisplayName))),
        _ => new("unknown", true, Called, duplicates.MayRepeat
            ? new Deferred(result.Message, result.RetryAfter, OutcomeUnknown: true)
            : ClaimPolicy.Unknown(system, result.Message)),
    };

    /// <summary>Whatever the order is: no other would be taken either.</summary>
    public static Resolution Paused(string why, string state, EarlierCalls earlier) =>
        new(
            state,
            earlier.IsUnresolved,
            Called,
            new Deferred(why, s_behindOthers, earlier.IsUnresolved, IsPaused: true),
            PausesCalls: true);

    private static Resolution Done(CallResult result, bool mayBeOlder, DateTimeOffset now) =>
        new(
            result.Found is null ? "done" : "no_effect",
            false,
            Called,
            new Accepted(result.DocumentNo, now, mayBeOlder) { Found = result.Found })
        {
            DocumentNo = result.DocumentNo,
        };
}
