using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>A person stops an order, corrects its data, and lets it go on.</summary>
internal sealed partial class ProcessRules
{
    private static OrderProcess PutOnHold(OrderProcess row, HoldOrder hold, DateTimeOffset now)
    {
        Refuse(row.OnHold is not null, row, $"is on hold already, by {row.OnHold?.By}");
        Refuse(IsOver(row), row, $"is {row.State}: nothing is sent for it any more");
        return Held(row, hold, now);
    }

    private static OrderProcess Held(OrderProcess row, HoldOrder hold, DateTimeOffset now) =>
        (row with { OnHold = new Hold(hold.By, hold.Reason, now) })
            .AddToTimeline("put on hold", ("by", hold.By), ("reason", hold.Reason));

    private OrderProcess Release(OrderProcess row, ReleaseOrder release, DateTimeOffset now)
    {
        Refuse(row.OnHold is null, row, "is not on hold by a person");
        var released = (row with { OnHold = null }).Due(now).AddToTimeline("released", ("by", release.By), ("reason", release.Reason));
        // Of an order in which there is nothing to do, nothing else would tell that.
        released = released.IsCompleted && released.Steps.Count == 0 ? released with { TellCompletionAt = now } : released;
        // Whoever held it for another reason has not judged whether the process before this one has invoiced it.
        return row.OnHold!.By == GoLiveHolds || row.HasStarted ? released : HoldIfEarlier(released, now);
    }

    private OrderProcess Correct(OrderProcess row, CorrectOrder correct, DateTimeOffset now, NumberPool numbers)
    {
        var known = row.Pending ?? row.Content;
        Refuse(IsOver(row), row, $"is {row.State}: a correction would change nothing in {PeersOf(row)}");
        Refuse(
            correct.CallOpen || row.WaitsForConfirmation,
            row,
            $"has a call to {PeersOf(row)} that is open or of unknown outcome: wait, or settle it with `orders confirm`");
        Refuse(Fingerprints.OfContent(known) != correct.Base, row, "has changed since it was read: look at it and correct it again");
        Refuse(correct.Fields.Count == 0, row, "stays as it is: the correction changes nothing");
        Refuse(
            correct.Corrected.OrderNo != row.OrderNo || correct.Corrected.OrderId != known.OrderId,
            row,
            "keeps its orderNo and orderId: publish it anew if these are wrong");
        Refuse(
            !MayTakeOver(row, correct.Corrected),
            row,
            $"has an invoice or a slip in {PeersOf(row)} that the correction would contradict");

        var isFirstPlan = row.Steps.Count == 0;
        // The OMS may send once more what it sent before: known content, which must not undo the correction.
        row = row with
        {
            Content = correct.Corrected,
            Pending = null,
            Original = row.Pending is null ? row.Original ?? row.Content : row.Pending,
            Seen = [.. row.Seen, Fingerprints.OfContent(correct.Corrected)],
        };
        row = Plan(row, now, numbers).Due(now);
        return (isFirstPlan ? HoldIfEarlier(row, now) : row)
            .AddToTimeline("corrected", ("fields", string.Join(", ", correct.Fields)), ("by", correct.By), ("reason", correct.Reason));
    }

    private static bool IsOver(OrderProcess row) => row.State is OrderState.Completed or OrderState.Dismissed;
}
