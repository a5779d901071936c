using Invoicing.Contracts;

namespace Invoicing.OrderInvoicing;

internal sealed partial class OrderDecisions
{
    private OrderRow SendStep(OrderRow row, string name, DateTimeOffset now)
    {
        var attempt = row.Attempt + 1;
        row = WithStep(row with { Attempt = attempt }, name, step => step with
        {
            Status = StepStatus.Sent, Attempt = attempt, DueAt = now + settings.AnswerTimeout, Unanswered = 0, FailureKind = null, Message = null,
        });
        return row;
    }

    private OrderRow AcceptInvoice(OrderRow row, OrderInvoiced invoiced, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        if (row.Invoice is not { Status: not StepStatus.Done } invoice)
        {
            return row;
        }

        row = (row with { Invoice = Step.DoneBy(invoice, invoiced.InvoicedAt), DocumentNo = invoiced.DocumentNo })
            .Tell("accepted by Retail Pro", ("documentNo", invoiced.DocumentNo), ("store", row.InvoicingStore));
        row = row.Dismissed is null ? PlanTransfers(row, row.InvoicingStore, now, slipNos) : row;
        return row.Pending is null ? row : TooLate(row, now);
    }

    private static OrderRow AcceptTransfer(OrderRow row, InventoryTransferred transferred)
    {
        var name = Step.SlipName(transferred.SlipNo);
        return FindStep(row, name) is not { Status: not StepStatus.Done } step
            ? row
            : WithStep(row, name, _ => Step.DoneBy(step, transferred.TransferredAt)).Tell("slip accepted by Retail Pro", ("slipNo", transferred.SlipNo));
    }

    private OrderRow Defer(
        OrderRow row, string name, int attempt, string reason, TimeSpan? retryAfter, bool outcomeUnknown, DateTimeOffset now)
    {
        if (FindStep(row, name) is not { Status: not StepStatus.Done } step || step.Attempt != attempt || row.Dismissed is not null)
        {
            return row;
        }

        var since = step.DeferredSince ?? now;
        if (now - since >= settings.GiveUpAfter)
        {
            var kind = outcomeUnknown ? FailureKind.OutcomeUnknown : FailureKind.GaveUp;
            return Fail(row, new StepFaulted(name, attempt, kind, $"Retail Pro has not been able to do it since {since:u}; the last reason: {reason}", null), now);
        }

        var wait = BackOff.Wait(step.Deferrals, settings.FirstDeferral, settings.LongestDeferral, row.OrderNo);
        wait = retryAfter > wait ? retryAfter.Value : wait;
        row = WithStep(row, name, s => s with
        {
            Status = StepStatus.Deferred,
            DueAt = now + wait,
            Deferrals = s.Deferrals + 1,
            DeferredSince = since,
            Unanswered = 0,
            OutcomeUnknown = outcomeUnknown,
            FailureKind = null,
            Message = reason,
        });
        return row.Tell("deferred", ("step", name), ("attempt", attempt), ("reason", reason), ("next", now + wait));
    }

    private OrderRow Fail(OrderRow row, StepFaulted faulted, DateTimeOffset now)
    {
        if (FindStep(row, faulted.Step) is not { Status: not StepStatus.Done } step || step.Attempt != faulted.Attempt || row.Dismissed is not null)
        {
            return row;
        }

        row = WithStep(row, faulted.Step, s => s with
        {
            Status = StepStatus.Failed,
            // Newer content waits for this: it is looked at again as soon as possible, under the row's lock.
            DueAt = row.Pending is not null && faulted.Kind != FailureKind.OutcomeUnknown ? now : null,
            Unanswered = 0,
            OutcomeUnknown = faulted.Kind == FailureKind.OutcomeUnknown,
            FailureKind = faulted.Kind,
            Message = faulted.Message,
        });
        return AddNotice(row, new Notice
        {
            Step = faulted.Step,
            Attempt = faulted.Attempt,
            Kind = faulted.Kind,
            Store = StoreOf(row, faulted.Step),
            Message = faulted.Message,
            At = now,
            CorrelationId = faulted.CorrelationId,
        });
    }

    private static OrderRow NoteNotified(OrderRow row, FailureNotified notified) =>
        row.Notices.Any(n => !n.Notified && n.Step == notified.Step && n.Attempt == notified.Attempt)
            ? row with
            {
                Notices = [.. row.Notices.Select(n => n.Step == notified.Step && n.Attempt == notified.Attempt ? n with { Notified = true, DueAt = null } : n)],
            }
            : row;

    private OrderRow Resume(OrderRow row, OrderDue order, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        if (row is { Dismissed: null, Pending: { } pending, HasStarted: false } && !order.CallOpen && row.Steps.All(IsSettled))
        {
            return Plan(row with { Content = pending, Pending = null }, now, slipNos).Tell("newer content taken over");
        }

        var due = row.Dismissed is null ? row.Callable.Keys.Where(name => FindStep(row, name)!.DueAt <= now + ClockTolerance) : [];
        row = due.Aggregate(row, (r, name) => ResumeStep(r, name, now));

        // Always a new row, so that it is written: the stored due time was set by an operator's command or moved on by the recovery.
        return row with { Notices = [.. row.Notices.Select(n => IsDue(n) ? n with { DueAt = now + settings.AnswerTimeout } : n)] };

        static bool IsSettled(Step step) => step is { Status: StepStatus.Deferred or StepStatus.Failed, OutcomeUnknown: false };
        bool IsDue(Notice notice) => !notice.Notified && notice.DueAt <= now + ClockTolerance;
    }

    private OrderRow ResumeStep(OrderRow row, string name, DateTimeOffset now)
    {
        var step = FindStep(row, name)!;
        if (step.Status is StepStatus.Deferred or StepStatus.Waiting)
        {
            return SendStep(row, name, now);
        }

        if (step.Status != StepStatus.Sent)
        {
            return row;
        }

        if (step.Unanswered >= settings.UnansweredLimit)
        {
            return Fail(row, new StepFaulted(name, step.Attempt, FailureKind.NoAnswer,
                $"No answer to {step.Unanswered + 1} commands. Is a service running that consumes the queue?", null), now);
        }

        // Twice the wait each time: a deep queue must not be fed with copies of what it holds already.
        var wait = settings.AnswerTimeout * Math.Pow(2, step.Unanswered + 1);
        return WithStep(row, name, s => s with { Unanswered = s.Unanswered + 1, DueAt = now + wait })
            .Tell("sent again", ("step", name), ("attempt", step.Attempt), ("unanswered", step.Unanswered + 1));
    }
}
