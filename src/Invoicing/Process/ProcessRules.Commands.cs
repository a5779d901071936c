using Invoicing.Contracts;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    private OrderProcess Retry(OrderProcess row, RetryOrder retry, DateTimeOffset now, NumberPool numbers)
    {
        Refuse(row.Dismissed is not null, row, $"was {row.Dismissed?.InWords}");
        Refuse(row.OnHold is not null, row, $"is on hold by {row.OnHold?.By}: release it first");
        var steps = row.Steps
            .Where(step => step.Status is StepStatus.Failed or StepStatus.Deferred && (retry.Step is null || retry.Step == step.Name))
            .ToList();
        Refuse(
            steps.Count == 0,
            row,
            retry.Step is null ? "has no failed or deferred step" : $"has no failed or deferred step {retry.Step}");
        var unknown = steps.Find(step => step.FailureKind == FailureKind.OutcomeUnknown);
        Refuse(
            unknown is not null,
            row,
            $"has the step {unknown?.Name} of unknown outcome: check {PeersOf(row)}, then use `orders confirm`");

        row = row.AddToTimeline(
            "retry",
            ("by", retry.By),
            ("reason", retry.Reason),
            ("steps", string.Join(' ', steps.Select(step => step.Name))));
        if (!row.HasStarted && !retry.CallOpen && steps.Count == row.Steps.Count(step => !step.WaitsForOthers)
            && !row.Steps.Any(step => step.OutcomeUnknown))
        {
            // Nothing was started: settings or newer content may have changed the election and the plan.
            return (row.Pending is null ? Plan(row, now, numbers) : TakeOver(row, now, numbers)).Due(now);
        }

        // The same for each system in which nothing was started, where others have.
        if (!retry.CallOpen && systems.Where(IsRetriedWhole).ToList() is { Count: > 0 } anew)
        {
            row = Plan(row, anew, now, numbers).Due(now);
            steps.RemoveAll(step => anew.Contains(SystemOf(step)));
        }

        return steps.Aggregate(row, (r, step) => Wait(r, step.Name, now));

        bool IsRetriedWhole(IStepPlanner system)
        {
            var own = row.StepsIn(system.Name).ToList();
            return own.Exists(step => !step.WaitsForOthers)
                && own.TrueForAll(
                    step => step.WaitsForOthers
                        || (step is { Status: not StepStatus.Done, OutcomeUnknown: false } && steps.Contains(step)));
        }
    }

    private OrderProcess Wait(OrderProcess row, string name, DateTimeOffset now) =>
        WithStep(row with { Attempt = row.Attempt + 1 }, name, step => step with
        {
            Status = StepStatus.Waiting,
            Attempt = row.Attempt + 1,
            DueAt = now,
            Deferrals = 0,
            DeferredSince = null,
            IsPaused = false,
            FailureKind = null,
            Message = null,
        });

    private OrderProcess Ask(OrderProcess row, AskForMore ask, DateTimeOffset now, NumberPool numbers)
    {
        Refuse(row.Dismissed is not null, row, $"was {row.Dismissed?.InWords}");
        var taken = systems.FirstOrDefault(system => system.Name == ask.System && IsOnRoute(row, system))?.Take(row, ask);
        Refuse(taken is null, row, "is not at the point where this could be done");
        return taken!.Data is null ? row : PlanSteps(Keep(row, ask.System, taken), [], mayBeDone: false, now, numbers)
            .AddToTimeline("asked for more", ("system", ask.System), ("by", ask.By), ("reason", ask.Reason));
    }

    private OrderProcess Dismiss(OrderProcess row, DismissOrder dismiss, DateTimeOffset now)
    {
        Refuse(row.Dismissed is not null, row, $"is {row.Dismissed?.InWords} already");
        // Also where something that followed has failed: nobody must take what was made for taken out.
        Refuse(row.IsCompleted, row, "is completed");
        Refuse(
            dismiss.CallOpen || row.WaitsForConfirmation,
            row,
            $"has a call to {PeersOf(row)} that is open or of unknown outcome: wait, or settle it with `orders confirm`");
        var left = string.Join(' ', systems.Select(system => system.LeftBehind(row)).OfType<string>());
        if (left.Length > 0 && left != dismiss.Leaving)
        {
            throw new LeavesBehindException(row.OrderNo, left);
        }

        (string, object?)[] details = [("by", dismiss.By), ("reason", dismiss.Reason)];
        return (row with { Dismissed = new Dismissal(dismiss.By, dismiss.Reason, now) })
            .AddToTimeline("dismissed", left.Length > 0 ? [.. details, ("left", left)] : details);
    }

    private OrderProcess Confirm(OrderProcess row, ConfirmOutcome confirm, DateTimeOffset now, NumberPool numbers)
    {
        var step = row.StepNamed(confirm.Step);
        Refuse(step is null, row, $"has no step {confirm.Step}");
        Refuse(step!.Status == StepStatus.Done, row, $"has the step {confirm.Step} accepted already");
        // A number that is taken may turn out to be taken by this very order: the system was late, or somebody entered it by hand.
        // What follows up may be settled there by hand, or not be worth telling.
        var isOursAfterAll = confirm.WasDone && (step.FailureKind == FailureKind.NumberTaken || step.Phase == StepPhase.FollowUp
            || (step.FailureKind == FailureKind.Refused && SystemOf(step).MayBeDoneByHand(step)));
        Refuse(
            !(step.OutcomeUnknown || confirm.CallOpen || isOursAfterAll) || step.Status is not (StepStatus.Failed or StepStatus.Deferred),
            row,
            $"has no unknown outcome at the step {confirm.Step}: there is nothing to confirm");
        Refuse(
            confirm.WasDone && step.Phase == StepPhase.Gather,
            row,
            $"needs what the step {confirm.Step} finds out, and nobody can say it in its stead: say that it was not done, and it asks "
                + "again");
        // A look at an earlier attempt says nothing about the call that was made since: it would be made again, blindly.
        Refuse(!confirm.WasDone && confirm.Attempt != step.Attempt, row, $"is at attempt {step.Attempt} of the step {confirm.Step}, not "
            + $"at {confirm.Attempt}: look into {SystemOf(step).DisplayName} again");

        row = row.AddToTimeline(
            "confirmed",
            ("step", confirm.Step),
            ("done", confirm.WasDone),
            ("documentNo", confirm.DocumentNo),
            ("by", confirm.By),
            ("reason", confirm.Reason));
        if (!confirm.WasDone)
        {
            row = WithStep(row, confirm.Step, s => s with { OutcomeUnknown = false });
            return row.Pending is { } pending && MayTakeOver(row, pending)
                && row.Steps.All(
                    other => other.Name == step.Name || other.WaitsForOthers || (other.Key.System != step.Key.System && IsSettled(other)))
                ? TakeOver(row, now, numbers).Due(now)
                : Wait(row, confirm.Step, now);
        }

        var wasCompleted = row.IsCompleted;
        var accepted = Accept(row, new StepAccepted(confirm.Step, confirm.DocumentNo, now, MayBeOlder: true), now, numbers);
        row = accepted.Steps.Count > row.Steps.Count ? accepted.Due(now) : accepted;

        // In the row, so that another message which writes it before the recovery has come to it does not take the due time away.
        return row.IsCompleted && !wasCompleted ? row with { TellCompletionAt = now } : row;
    }

    private string PeersOf(OrderProcess row) => string.Join(" or ", systems.Where(system => row.StepsIn(system.Name).Any())
        .DefaultIfEmpty(systems[0]).Select(system => system.DisplayName));

    /// <summary>What was corrected by hand is kept as long as the OMS sends nothing newer.</summary>
    private static OrderProcess WithNewest(OrderProcess row) =>
        row.Pending is { } pending ? row with { Content = pending, Pending = null, Original = null } : row;

    private static void Refuse(bool refused, OrderProcess row, string because)
    {
        if (refused)
        {
            throw new CommandRefusedException($"Order {row.OrderNo} {because}.");
        }
    }
}

/// <summary>For decisions taken outside the saga, which sends nothing: the recovery sends what was decided.</summary>
internal static class DueExtensions
{
    /// <summary>Makes every step that is to be sent due at once; a fresh command is then sent under the same attempt.</summary>
    public static OrderProcess Due(this OrderProcess row, DateTimeOffset now) => row with
    {
        Steps = [.. row.Steps
            .Select(step => step.Status == StepStatus.Sent ? step with { Status = StepStatus.Waiting, DueAt = now } : step)],
    };
}
