using Invoicing.Contracts;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    private OrderProcess SendStep(OrderProcess row, string name, DateTimeOffset now)
    {
        var attempt = row.Attempt + 1;
        return WithStep(row with { Attempt = attempt }, name, step => step with
        {
            Status = StepStatus.Sent,
            Attempt = attempt,
            DueAt = now + settings.AnswerTimeout,
            Unanswered = 0,
            IsPaused = false,
            FailureKind = null,
            Message = null,
        });
    }

    private OrderProcess Accept(OrderProcess row, StepAccepted accepted, DateTimeOffset now, NumberPool numbers)
    {
        // What was found out for an earlier attempt may be older than the content that the present one asks for.
        if (row.StepNamed(accepted.Step) is not { Status: not StepStatus.Done } step
            || (step.Phase == StepPhase.Gather && accepted.Attempt is { } attempt && attempt != step.Attempt))
        {
            return row;
        }

        step = step.DoneBy(accepted.At, accepted.DocumentNo);
        row = WithStep(row, step.Name, _ => step);
        row = row with { NewTimelineEntries = [.. row.NewTimelineEntries, SystemOf(step).Accepted(step)] };
        if (accepted.Found is { } found && SystemOf(step).Keep(row, step, found) is { } data)
        {
            row = row.WithData(step.Key.System, data);
        }

        if (step.Phase.MakesNothing() && MayTakeOverNow(row))
        {
            return TakeOver(row, now, numbers);
        }

        if (row.Dismissed is null)
        {
            var isBeforeRestore = restored() is { } restore && (accepted.MayBeOlder || accepted.At <= restore.At);
            row = PlanSteps(row, [], isBeforeRestore && restored()!.MayHaveCalledFor(row.Content), now, numbers);
        }

        return row.Pending is null ? row : MayTakeOver(row, row.Pending) ? LookAgain(row, now) : TooLate(row, now);
    }

    /// <summary>
    /// Newer content has waited for calls that make nothing: it is taken over before a step is sent that makes something of the older one.
    /// Such a call that is still open does no harm.
    /// </summary>
    private bool MayTakeOverNow(OrderProcess row) => row is { Dismissed: null, WaitsForConfirmation: false, Pending: { } pending }
        && row.Steps.All(step => step.Status == StepStatus.Done || step.WaitsForOthers || step.Phase.MakesNothing())
        && MayTakeOver(row, pending);

    private OrderProcess TakeOver(OrderProcess row, DateTimeOffset now, NumberPool numbers) =>
        Plan(WithNewest(row), now, numbers).AddToTimeline("newer content taken over");

    /// <summary>Newer content waits: steps that have failed are looked at again as soon as possible, under the row's lock.</summary>
    private static OrderProcess LookAgain(OrderProcess row, DateTimeOffset now) => row.Dismissed is not null ? row : row with
    {
        Steps =
        [
            .. row.Steps.Select(
                step => step is { Status: StepStatus.Failed, OutcomeUnknown: false } ? step with { DueAt = now, Unanswered = 0 } : step),
        ],
    };

    private OrderProcess Defer(OrderProcess row, StepDeferred deferred, DateTimeOffset now)
    {
        var (name, attempt, reason) = (deferred.Step, deferred.Attempt, deferred.Reason);
        if (row.StepNamed(name) is not { Status: not StepStatus.Done } step || step.Attempt != attempt || row.Dismissed is not null)
        {
            return row;
        }

        var since = step.DeferredSince ?? now;
        if (now - since >= settings.GiveUpAfter)
        {
            var kind = deferred.OutcomeUnknown ? FailureKind.OutcomeUnknown : FailureKind.GaveUp;
            return Fail(row, new StepFailed(
                name,
                attempt,
                kind,
                $"{SystemOf(step).DisplayName} has not been able to do it since {since:u}; the last reason: {reason}",
                null), now);
        }

        var wait = BackOff.Wait(step.Deferrals, settings.FirstDeferral, settings.LongestDeferral, row.OrderNo);
        wait = deferred.RetryAfter > wait ? deferred.RetryAfter.Value : wait;
        row = WithStep(row, name, s => s with
        {
            Status = StepStatus.Deferred,
            DueAt = now + wait,
            Deferrals = s.Deferrals + 1,
            DeferredSince = since,
            Unanswered = 0,
            IsPaused = false,
            OutcomeUnknown = deferred.OutcomeUnknown,
            FailureKind = null,
            Message = reason,
        });
        return row.AddToTimeline("deferred", ("step", name), ("attempt", attempt), ("reason", reason), ("next", now + wait));
    }

    /// <summary>
    /// Calls are paused: the step waits until they are resumed and the recovery comes to it. It has not been tried, so no patience is used
    /// up.
    /// </summary>
    private OrderProcess WaitForResume(OrderProcess row, StepDeferred deferred, DateTimeOffset now)
    {
        var (name, attempt, reason) = (deferred.Step, deferred.Attempt, deferred.Reason);
        // Of an unknown outcome only a person's answer goes on; it must not hide behind the pause.
        if (row.StepNamed(name) is not { Status: not StepStatus.Done, FailureKind: not FailureKind.OutcomeUnknown } step
            || step.Attempt != attempt || row.Dismissed is not null)
        {
            return row;
        }

        row = WithStep(row, name, s => s with
        {
            Status = StepStatus.Deferred,
            DueAt = now + (deferred.RetryAfter ?? settings.FirstDeferral),
            Deferrals = 0,
            DeferredSince = null,
            Unanswered = 0,
            IsPaused = true,
            FailureKind = null,
            Message = reason,
        });
        return step.Status == StepStatus.Deferred && step.Message == reason
            ? row
            : row.AddToTimeline("waits for calls to be resumed", ("step", name), ("attempt", attempt));
    }

    /// <summary>
    /// A second delivery of the same command was put off: it has taken the command from its queue before it could come to the error queue.
    /// The next attempt fails anew, and then it does.
    /// </summary>
    private static bool IsOvertaken(OrderProcess row, StepFailed failed) =>
        row.StepNamed(failed.Step) is { Status: StepStatus.Deferred } step && step.Attempt == failed.Attempt;

    private OrderProcess Fail(OrderProcess row, StepFailed faulted, DateTimeOffset now)
    {
        if (row.StepNamed(faulted.Step) is not { Status: not StepStatus.Done } step || step.Attempt != faulted.Attempt
            || row.Dismissed is not null)
        {
            return row;
        }

        row = WithStep(row, faulted.Step, s => s with
        {
            Status = StepStatus.Failed,
            DueAt = null,
            Unanswered = 0,
            IsPaused = false,
            OutcomeUnknown = faulted.Kind == FailureKind.OutcomeUnknown,
            FailureKind = faulted.Kind,
            Message = faulted.Message,
        });
        return AddNotice(row.Pending is null ? row : LookAgain(row, now), new Notice
        {
            Step = faulted.Step,
            Attempt = faulted.Attempt,
            Kind = faulted.Kind,
            Store = step.Store,
            Message = faulted.Message,
            At = now,
            CorrelationId = faulted.CorrelationId,
        });
    }

    private static OrderProcess NoteNotified(OrderProcess row, Notified notified)
    {
        return row.Notices.Any(IsMeant)
            ? row with { Notices = [.. row.Notices.Select(n => IsMeant(n) ? n with { Notified = true, DueAt = null } : n)] }
            : row;

        bool IsMeant(Notice n) => !n.Notified && n.Step == notified.Step && n.Attempt == notified.Attempt && n.Kind == notified.Kind;
    }

    private OrderProcess Resume(OrderProcess row, DueTimePassed order, DateTimeOffset now, NumberPool numbers)
    {
        if (row is { Dismissed: null, Pending: { } pending } && !order.CallOpen && !row.WaitsForConfirmation && row.Steps.All(IsSettled)
            && MayTakeOver(row, pending))
        {
            return TakeOver(row, now, numbers);
        }

        if (row.MaySend && !order.CallOpen && row.Steps.All(IsSettled)
            && systems.Where(system => HasDueStep(system) && IsOutdated(row, system)).ToList() is { Count: > 0 } outdated)
        {
            return Plan(row, outdated, now, numbers).AddToTimeline("planned anew: the settings have changed");
        }

        var due = row.MaySend ? row.Steps.Where(step => step.DueAt <= now + ClockTolerance) : [];
        row = due.Aggregate(row, (r, step) => ResumeStep(r, step.Name, order.CallOpen, now));

        // Always a new row, so that it is written: the stored due time was set by an operator's command or moved on by the recovery.
        return row with { Notices = [.. row.Notices.Select(n => IsDue(n) ? SentAgain(n) : n)], TellCompletionAt = null };

        bool HasDueStep(IStepPlanner system) =>
            row.StepsIn(system.Name).Any(step => step.Status == StepStatus.Deferred && step.DueAt <= now + ClockTolerance);
        // Twice the wait each time, up to about an hour: the notifier may be down for long.
        Notice SentAgain(Notice n) =>
            n with { Sent = n.Sent + 1, DueAt = now + (settings.AnswerTimeout * Math.Pow(2, Math.Min(n.Sent, 7))) };
        bool IsDue(Notice notice) => !notice.Notified && notice.DueAt <= now + ClockTolerance;
    }

    /// <summary>Nothing is under way for it, and nothing is in doubt.</summary>
    private static bool IsSettled(Step step) =>
        step.WaitsForOthers || step is { Status: StepStatus.Deferred or StepStatus.Failed or StepStatus.Done, OutcomeUnknown: false };

    private OrderProcess ResumeStep(OrderProcess row, string name, bool callOpen, DateTimeOffset now)
    {
        var step = row.StepNamed(name)!;
        if (step.Status is StepStatus.Deferred or StepStatus.Waiting)
        {
            return SendStep(row, name, now);
        }

        if (step.Status != StepStatus.Sent)
        {
            // Failed, with newer content that waits for an open call: look again, each time after twice the wait, and no longer when only
            // a person can still settle it.
            if (row.Pending is not null && step.Unanswered < settings.UnansweredLimit)
            {
                return WithStep(
                    row,
                    name,
                    s => s with { DueAt = now + (settings.AnswerTimeout * Math.Pow(2, s.Unanswered)), Unanswered = s.Unanswered + 1 });
            }

            return row.Pending is not null && callOpen && !row.WaitsForConfirmation
                && row.Steps.All(s => s.WaitsForOthers || s.Status is StepStatus.Failed or StepStatus.Done)
                ? Fail(row, new StepFailed(name, step.Attempt, FailureKind.OutcomeUnknown,
                    "A corrected order has arrived. It is taken over when it is known what became of an earlier call, which "
                        + $"{SystemOf(step).DisplayName} may or may not have carried out.", null), now)
                : WithStep(row, name, s => s with { DueAt = null });
        }

        if (step.Unanswered >= settings.UnansweredLimit)
        {
            return Fail(row, new StepFailed(name, step.Attempt, FailureKind.NoAnswer,
                $"No answer to {step.Unanswered + 1} commands. Is a service running that consumes the queue?", null), now);
        }

        // Twice the wait each time: a deep queue must not be fed with copies of what it holds already.
        var wait = settings.AnswerTimeout * Math.Pow(2, step.Unanswered + 1);
        return WithStep(row, name, s => s with { Unanswered = s.Unanswered + 1, DueAt = now + wait })
            .AddToTimeline("sent again", ("step", name), ("attempt", step.Attempt), ("unanswered", step.Unanswered + 1));
    }
}
