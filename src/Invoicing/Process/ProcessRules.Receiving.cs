using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    private OrderProcess Receive(Order order, DateTimeOffset now, NumberPool numbers)
    {
        var row = new OrderProcess { Content = order, Seen = [Fingerprints.OfContent(order)] };
        row = Plan(row, now, numbers).AddToTimeline("received", ("orderId", order.OrderId), ("orderName", order.OrderName));
        return HoldIfEarlier(row, now);
    }

    private OrderProcess ReceiveAgain(OrderProcess row, OrderArrived arrived, DateTimeOffset now, NumberPool numbers)
    {
        var order = arrived.Order;
        var fingerprint = Fingerprints.OfContent(order);
        if (row.Seen.Contains(fingerprint))
        {
            return row;
        }

        var isOther = row.OmsId is { } known && order.OrderId != known;
        if (isOther && Fingerprints.OfIdentity(order) != row.Identity)
        {
            throw new OrderNumberConflictException(row.OrderNo, row.OmsId, order.OrderId);
        }

        // The id of a second import is this order's too: under another number it would be the same purchase once more.
        row = row with { Seen = [.. row.Seen, fingerprint] };
        row = order.OrderId is { } id && id != row.Content.OrderId && !row.OtherIds.Contains(id)
            ? row with { OtherIds = [.. row.OtherIds, id] }
            : row;
        if (isOther)
        {
            return row.AddToTimeline("duplicate under another id ignored", ("orderId", order.OrderId));
        }

        if (!IsNewer(order, row.Pending ?? row.Content))
        {
            return row.AddToTimeline("older content ignored", ("completedAt", order.CompletedAt));
        }

        if (row.Dismissed is not null)
        {
            return row.AddToTimeline(row.Dismissed.InvoicedElsewhere
                ? "content of an order that was invoiced elsewhere ignored"
                : "newer content of a dismissed order ignored");
        }

        if (!MayTakeOver(row, order))
        {
            return TooLate(row, now);
        }

        if (arrived.CallOpen || row.WaitsForConfirmation)
        {
            return LookAgain(row with { Pending = order }, now).AddToTimeline("newer content kept until the open call is settled");
        }

        var taken = TakeOver(row with { Pending = order }, now, numbers);
        // While there was nothing to do for it, nobody has judged it.
        return row.Steps.Count == 0 ? HoldIfEarlier(taken, now) : taken;
    }

    /// <summary>Every system that the order goes through is told; each makes steps of what concerns it.</summary>
    private OrderProcess Update(OrderProcess row, OrderUpdated update, DateTimeOffset now, NumberPool numbers)
    {
        if (row.Dismissed is not null)
        {
            // Money that is to be given back must not be forgotten; of a parcel nobody needs to know more than the timeline says.
            return update.Kind == UpdateKind.OrderReturned || update.By is not null
                ? throw new UpdateRefusedException(update.Kind, row.OrderNo, $"the order was {row.Dismissed.InWords}")
                : row.AddToTimeline("update of a dismissed order ignored", ("kind", update.Kind.ToString()));
        }

        var taken = systems.Where(system => IsOnRoute(row, system))
            .Select(system => (system.Name, Update: system.Take(row, update))).Where(system => system.Update is not null).ToList();
        if (taken.Count == 0)
        {
            return update.Kind == UpdateKind.OrderReturned || update.By is not null
                ? throw new UpdateRefusedException(update.Kind, row.OrderNo, "no system that the order goes through is told of such things")
                : row.AddToTimeline("update that concerns no system ignored", ("kind", update.Kind.ToString()));
        }

        var fresh = taken.Where(system => system.Update!.Data is not null).ToList();
        if (fresh.Count == 0)
        {
            return row;
        }

        row = fresh.Aggregate(row, (r, change) => Keep(r, change.Name, change.Update!));
        return PlanSteps(row, [], mayBeDone: false, now, numbers)
            .AddToTimeline("update taken", ("kind", update.Kind.ToString()), ("by", update.By), ("reason", update.Reason));
    }

    private static OrderProcess Keep(OrderProcess row, string system, TakenUpdate taken) => row.WithData(system, taken.Data!) with
    {
        // What waits for a step that goes is planned once more as well.
        Steps = row.Steps.Any(step => step.Name == taken.Instead && step is { Status: StepStatus.Failed, OutcomeUnknown: false })
            ? [.. row.Steps.Where(step => step.Name != taken.Instead && !(step.WaitsForOthers && step.After.Contains(taken.Instead)))]
            : row.Steps,
    };

    /// <summary>
    /// While nothing was started; else if something is still to be made, and no system has made what the newer content contradicts.
    /// </summary>
    private bool MayTakeOver(OrderProcess row, Order order) => !row.HasStarted
        || (row.Steps.Any(step => step.Status != StepStatus.Done) && !order.Lines.Any(line => line.Status == Order.Open)
            && systems.All(system => system.MayTakeOver(row, order)));

    private static bool IsNewer(Order order, Order known)
    {
        var open = known.Items.Where(line => line.Status == Order.Open).Select(line => line.LineNo).ToHashSet();
        var goesBack = order.Items
            .Any(line => line.Status == Order.Open && !open.Contains(line.LineNo) && known.Items.Any(k => k.LineNo == line.LineNo));
        return !goesBack && (known.CompletedAt is null || order.CompletedAt >= known.CompletedAt);
    }

    private OrderProcess TooLate(OrderProcess row, DateTimeOffset now)
    {
        const string Warning = "Newer content arrived after the invoice was made: the invoice holds the earlier content.";
        var step = row.Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice)
            ?? row.Steps.First(step => !step.Phase.MakesNothing());
        return AddNotice(row with { Pending = null, Warnings = [.. row.Warnings, Warning] }, new Notice
        {
            Step = step.Name,
            Attempt = row.Attempt + 1,
            Kind = FailureKind.InvoicedWithEarlierData,
            Store = step.Store,
            Message = Warning,
            At = now,
        }) with { Attempt = row.Attempt + 1 };
    }

    private OrderProcess AddNotice(OrderProcess row, Notice notice)
    {
        if (row.Notices.Any(n => n.Step == notice.Step && n.Attempt == notice.Attempt && n.Kind == notice.Kind))
        {
            return row;
        }

        var numbers = systems.NumbersOf(row).Where(known => !notice.Message.Contains(known.Number, StringComparison.Ordinal))
            .Select(known => $" {known.System.TellNumber(known.Number)}");
        notice = notice with { Message = notice.Message + string.Concat(numbers), DueAt = notice.At + settings.AnswerTimeout };
        return (row with { Notices = [.. row.Notices, notice] })
            .AddToTimeline(
                "person needed",
                ("step", notice.Step),
                ("kind", notice.Kind.ToString()),
                ("message", notice.Message),
                ("attempt", notice.Attempt));
    }
}
