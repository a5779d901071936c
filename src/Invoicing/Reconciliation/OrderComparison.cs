using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Reconciliation;

/// <summary>What is known of an order in all places.</summary>
/// <param name="Listed">Null: the list does not have it, or there is none.</param>
/// <param name="Known">Null: it never came.</param>
/// <param name="Marketplace">As the marketplace showed it last; null: it is of none, or was not seen there.</param>
/// <param name="OwnerOfId">Number of the order that the listed id belongs to; null: of none.</param>
internal sealed record OrderSeen(ListedOrder? Listed, ReceivedRow? Known, MarketplaceOrder? Marketplace = null, string? OwnerOfId = null);

/// <summary>Compares what the OMS says of an order with what was done. Pure.</summary>
/// <param name="unfinishedAfter">An order that is not finished so long after it came is told.</param>
internal sealed class OrderComparison(IReadOnlyList<IStepPlanner> systems, TimeSpan unfinishedAfter, DateTimeOffset now)
{
    /// <summary>An order that was completed a moment ago may be on its way here.</summary>
    private static readonly TimeSpan s_onItsWay = TimeSpan.FromMinutes(15);

    // Half of the smallest unit that is ever sent.
    private const decimal SameAmount = 0.00005m;

    /// <param name="further">What else was found of it, such as by asking the systems.</param>
    public IReadOnlyList<ReconciledRow> Of(OrderSeen seen, IReadOnlyList<OrderDifference> further) =>
        [.. Found(seen).Concat(further).Select(difference => Row(seen, difference))];

    /// <summary>A person has settled the order: dismissed it, or said that it is invoiced elsewhere.</summary>
    public static bool IsSettled(OrderSeen seen) => seen.Known?.Row is { Dismissed: not null };

    private IEnumerable<OrderDifference> Found(OrderSeen seen) => seen switch
    {
        { Known: null, Listed.IsOpen: true } or { Known: null, Listed.IsCancelled: true } => [],
        { Listed: { } listed, Known: null } => now - listed.CompletedAt is { } age && age >= TimeSpan.Zero && age < s_onItsWay ? [] :
        [
            seen.OwnerOfId is { } owner
                ? new(DifferenceKind.TwoNumbers, $"Its id {listed.OrderId} came with the order {owner}.")
                : new(DifferenceKind.NeverReceived, "Completed at the OMS, and it never came."),
        ],
        _ when IsSettled(seen) => [],
        { Known: { } known } =>
        [
            .. OfList(seen.Listed is { IsOpen: true } ? null : seen.Listed, known.Row), .. OfState(seen), .. OfMarketplace(seen),
        ],
        _ => [],
    };

    private IEnumerable<OrderDifference> OfList(ListedOrder? listed, OrderProcess row)
    {
        if (listed is null)
        {
            yield break;
        }

        if (listed.OrderId is { } id && row.OmsId is not null && !row.OmsIds.Contains(id))
        {
            yield return new(DifferenceKind.TwoIds, $"The list has it under the id {id}; it came under {string.Join(", ", row.OmsIds)}.");
        }

        if (row.State == OrderState.NothingToInvoice && !listed.IsCancelled && listed.Total is not 0)
        {
            yield return new(DifferenceKind.NothingToInvoice, "Completed at the OMS; here all its items are cancelled.");
        }

        // What is not invoiced yet is told as such.
        if (!row.HasStarted)
        {
            yield break;
        }

        var content = row.Enriched ?? row.Content;
        if (listed.Total is { } there && content.Total is { } here && decimal.Abs(there - here) > SameAmount)
        {
            yield return new(DifferenceKind.TotalDiffers, ErrorText.Invariant(
                $"Invoiced with {here:0.00##}, the list says {there:0.00##}: {here - there:+0.00##;-0.00##}."))
                { Amount = decimal.Abs(here - there) };
        }
        else if (listed.Currency is { } currency && content.Currency is { } own
            && !currency.Equals(own, StringComparison.OrdinalIgnoreCase))
        {
            yield return new(DifferenceKind.TotalDiffers, $"Invoiced in {own}, the list says {ErrorText.Quote(currency)}.");
        }

        if (listed.Store is { } store && (row.InvoicingStore ?? row.Store) is { } invoicing && !IsStore(store, invoicing))
        {
            yield return new(DifferenceKind.StoreDiffers, $"Invoiced at store {invoicing}, the list says {ErrorText.Quote(store)}.");
        }
    }

    private bool IsStore(string written, string code) => systems.Select(system => system.StoreCodeOf(written)).Prepend(written)
        .Any(known => code.Equals(known, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<OrderDifference> OfState(OrderSeen seen)
    {
        var (row, listed) = (seen.Known!.Row, seen.Listed?.OrderId);
        if (row.OmsIds.Count > 1 && (listed is null || row.OmsIds.Contains(listed)))
        {
            yield return new(DifferenceKind.TwoIds, $"It came under several ids of the OMS: {string.Join(", ", row.OmsIds)}.");
        }

        if (row.Notices.Any(notice => notice.Kind == FailureKind.InvoicedWithEarlierData))
        {
            yield return new(DifferenceKind.ChangedSince, "Newer data came after it was invoiced: the invoice has the earlier data.");
        }

        // It may have come with open items, days before it was completed.
        var since = row.Content.CompletedAt is { } completed && completed > seen.Known.ReceivedAt && completed <= now
            ? completed
            : seen.Known.ReceivedAt;
        var isLate = !row.IsFinished && now - since >= unfinishedAfter;
        var found = (row.HasStarted ? systems.SelectMany(system => system.Differences(row)) : [])
            .Where(difference => isLate || !difference.IsOfUnfinished).ToList();
        foreach (var difference in found)
        {
            yield return difference;
        }

        // What is known more exactly is not told twice.
        if (isLate && !found.Exists(difference => difference.IsOfUnfinished))
        {
            yield return Unfinished(row);
        }
    }

    private static OrderDifference Unfinished(OrderProcess row) => row.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed) switch
    {
        _ when row.OnHold is { } hold => new(DifferenceKind.OnHold, $"On hold by {hold.By} since {IsoTime.Minute(hold.At)}."),
        { } failed => new(DifferenceKind.NeedsPerson, $"The step {failed.Name} needs a person: {failed.FailureKind}.")
        {
            Step = failed.Name,
        },
        _ when row.State == OrderState.Held => new(DifferenceKind.OnHold, "Some of its items are open at the OMS."),
        _ when row.Steps.FirstOrDefault(step => step.Status != StepStatus.Done) is { } step => new(
            DifferenceKind.NotFinished,
            $"The step {step.Name} is {(step.IsPaused ? "paused" : step.Status.ToString().ToLowerInvariant())}.") { Step = step.Name },
        _ => new(DifferenceKind.NotFinished, $"It is {row.State}."),
    };

    private static IEnumerable<OrderDifference> OfMarketplace(OrderSeen seen)
    {
        // What was shown before we told of the order says nothing; and where other orders of the OMS are parts of it, it is not all told.
        if (seen is not { Known.Row: { State: OrderState.Completed } row, Marketplace: { Status: not null, Problem: null } there }
            || there.Integration == IntegrationStatus.Handling
            || row.Steps.Max(step => step.DoneAt) is not { } done || there.LookedAt <= done)
        {
            yield break;
        }

        if (there.Invoices.Count == 0 && row.Steps.Any(step => step.Phase == StepPhase.Deliver))
        {
            yield return new(
                DifferenceKind.MarketplaceNotTold, $"{there.Account} shows no invoice of {there.OrderId}, of which it was told.");
        }
        else if (there is { Value: { } value, Invoiced: var invoiced } && invoiced != value)
        {
            yield return new(DifferenceKind.MarketplaceDiffers, ErrorText.Invariant(
                $"{there.Account} has invoices over {invoiced / 100:0.00} of {there.OrderId}, which is worth {value / 100:0.00}."))
                { Amount = decimal.Abs(value - invoiced) / 100 };
        }
    }

    private static ReconciledRow Row(OrderSeen seen, OrderDifference difference)
    {
        var (listed, row) = (seen.Listed, seen.Known?.Row);
        var number = listed?.OrderNo ?? row!.OrderNo;
        return new()
        {
            Kind = difference.Kind,
            OrderNo = number,
            OrderId = listed?.OrderId ?? row?.OmsId,
            Channel = row?.Content.SalesChannel ?? listed?.Channel,
            Store = row?.InvoicingStore ?? row?.Store ?? listed?.Store,
            Step = difference.Step,
            Amount = difference.Amount ?? row?.Content.Total ?? listed?.Total,
            Currency = row?.Content.Currency ?? listed?.Currency,
            Since = listed?.CompletedAt ?? row?.Content.CompletedAt ?? seen.Known?.ReceivedAt,
            Text = difference.Text,
            ToDo = DifferenceTexts.ToDo(difference.Kind, number, difference.Step, row),
        };
    }
}
