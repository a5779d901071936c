using System.IO.Hashing;
using System.Text;
using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Reconciliation;

/// <summary>One reconciliation on its way: what was seen, counted, and is still to be written.</summary>
internal sealed class ReconciliationRun(
    Guid id, ReconciliationStore reports, ReconciliationQueries orders, OrderComparison comparison, SystemQuestions questions,
    ReconciliationProgress progress)
{
    public const int Batch = 500;

    private readonly List<PlacedRow> _unwritten = [];
    private readonly SortedDictionary<DifferenceKind, (long Count, SortedDictionary<string, decimal> Money)> _counts = [];
    private readonly HashSet<string> _channels = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Guid> _listed = [];
    private readonly HashSet<ulong> _told = [];
    private long _nr;

    /// <summary>At least one entry of the list was an order.</summary>
    public bool HasListed => _listed.Count > 0;

    public DateTimeOffset? FirstCompleted { get; private set; }

    public DateTimeOffset? LastCompleted { get; private set; }

    public IReadOnlyList<DifferenceCount> Counts =>
        [.. _counts.Select(kind => new DifferenceCount(kind.Key, kind.Value.Count, kind.Value.Money))];

    /// <summary>Entries of the list; one that cannot be read, or of which something cannot, is told as such.</summary>
    public async Task Compare(IReadOnlyList<(string Place, (ListedOrder? Entry, string? Problem) Read)> batch, CancellationToken ct)
    {
        progress.Listed += batch.Count;
        foreach (var (place, (entry, problem)) in batch.Where(entry => entry.Read.Problem is not null))
        {
            Add(new()
            {
                Kind = DifferenceKind.Unreadable, OrderNo = entry?.OrderNo, Text = TextSanitizer.Line($"{place}: {problem}", 500),
                ToDo = DifferenceTexts.ToDo(DifferenceKind.Unreadable, entry?.OrderNo),
            });
        }

        ListedOrder[] entries = [.. batch.Select(entry => entry.Read.Entry).OfType<ListedOrder>()];
        var keys = Array.ConvertAll(entries, entry => OrderKey.Of(entry.OrderNo));
        var known = await orders.Orders([.. keys.Distinct()], ct);
        Guid[] unknownIds = [.. entries.Where((entry, i) => entry.OrderId is not null && !known.ContainsKey(keys[i]))
            .Select(entry => OrderKey.OfId(entry.OrderId!)).Distinct()];
        var owners = unknownIds.Length == 0 ? new Dictionary<Guid, string>() : await orders.Owners(unknownIds, ct);
        await Look(
            [.. entries.Zip(keys, (entry, key) => new OrderSeen(
                entry, known.GetValueOrDefault(key),
                OwnerOfId: entry.OrderId is { } listed ? owners.GetValueOrDefault(OrderKey.OfId(listed)) : null))],
            ct);
        _listed.AddRange(keys);
        foreach (var at in entries.Select(entry => entry.CompletedAt).OfType<DateTimeOffset>())
        {
            FirstCompleted = FirstCompleted < at ? FirstCompleted : at;
            LastCompleted = LastCompleted > at ? LastCompleted : at;
        }

        foreach (var channel in known.Values.Select(order => order.Row.Content.SalesChannel).OfType<string>())
        {
            _channels.Add(channel);
        }
    }

    /// <summary>Orders that are here and not on the list: those that are not finished, and those that were completed in its time.</summary>
    /// <param name="since">Null: no time is known, and completed orders are not looked at.</param>
    public async Task LookAtOwn(bool isThereAList, DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct)
    {
        _listed.Sort();
        await foreach (var page in Pages(orders.Unfinished, ct))
        {
            await Look([.. page.Select(order => new OrderSeen(null, order))], ct, IsMissing);
        }

        if (since is not { } from || until is null)
        {
            return;
        }

        await foreach (var page in Pages((after, limit, stop) => orders.Completed(from, after, limit, stop), ct))
        {
            // Our own books have a day, too, on which an order was finished, however long ago the OMS has completed it.
            await Look(
                [.. page.Where(order => IsIn(order) || (!isThereAList && order.Row.Steps.Max(step => step.DoneAt) >= from))
                    .Select(order => new OrderSeen(null, order))],
                ct,
                IsMissing);
        }

        bool IsIn(ReceivedRow order) => (order.Row.Content.CompletedAt ?? order.ReceivedAt) is var at && at >= since && at <= until;
        bool IsMissing(ReceivedRow order) => isThereAList && IsIn(order) && ShouldBeListed(order.Row);
    }

    /// <summary>Orders that a marketplace has shown since before a time, and that the OMS never sent.</summary>
    public async Task LookAtMarketplace(DateTimeOffset before, CancellationToken ct)
    {
        var last = "";
        while (await orders.NeverSent(before, last, Batch, ct) is { Page.Count: > 0 } found)
        {
            foreach (var order in found.NeverSent)
            {
                Add(new()
                {
                    Kind = DifferenceKind.MarketplaceOnly, OrderNo = order.OrderId, Channel = order.Account,
                    Amount = order.Value / 100, Since = order.SeenAt,
                    Text = $"{order.Account} has it since {IsoTime.Minute(order.SeenAt)} (status {order.Status}); the OMS "
                        + "never sent it.",
                    ToDo = DifferenceTexts.ToDo(DifferenceKind.MarketplaceOnly, order.OrderId),
                });
            }

            last = found.Page[^1].Id;
        }
    }

    public async Task Flush(CancellationToken ct)
    {
        if (_unwritten.Count > 0)
        {
            await reports.Add(id, _unwritten, ct);
            _unwritten.Clear();
        }
    }

    /// <summary>A list that has no order of a channel, such as what jobs or tills have sold, is no list of it.</summary>
    private bool ShouldBeListed(OrderProcess order) =>
        order.Steps.Any(step => step is { Phase: StepPhase.Invoice, Status: StepStatus.Done })
        && _channels.Contains(order.Content.SalesChannel ?? "");

    private async IAsyncEnumerable<IReadOnlyList<ReceivedRow>> Pages(
        Func<ReceivedRow?, int, CancellationToken, Task<IReadOnlyList<ReceivedRow>>> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        ReceivedRow? last = null;
        while (await read(last, Batch, ct) is { Count: > 0 } page)
        {
            yield return [.. page.Where(order => _listed.BinarySearch(order.Row.Id) < 0)];
            last = page[^1];
        }
    }

    /// <param name="isMissing">Whether the list should have an order that it has not; null: they are of the list.</param>
    private async Task Look(IReadOnlyList<OrderSeen> seen, CancellationToken ct, Func<ReceivedRow, bool>? isMissing = null)
    {
        string[] keys = [.. seen.Select(order => order.Known?.Row.MarketplaceId).OfType<string>().Distinct()];
        if (keys.Length > 0)
        {
            var there = await orders.Marketplace(keys, ct);
            seen =
            [
                .. seen.Select(order => order.Known?.Row.MarketplaceId is { } key && there.GetValueOrDefault(key) is { } shown
                    ? order with { Marketplace = shown }
                    : order),
            ];
        }

        var answers = await questions.Ask([.. seen.Select(order => order.Known?.Row).OfType<OrderProcess>()], ct);
        progress.Asked += answers.Asked;
        foreach (var order in seen)
        {
            progress.Compared += order.Known is null ? 0 : 1;
            if (OrderComparison.IsSettled(order))
            {
                progress.Settled++;
                continue;
            }

            List<OrderDifference> further = order.Known is null ? [] : [.. answers.Of(order.Known.Row)];
            if (order.Known is { } known && isMissing?.Invoke(known) == true)
            {
                further.Add(new(DifferenceKind.NotOnList, "Invoiced here, and the list does not have it."));
            }

            var found = comparison.Of(order, further);
            foreach (var row in found)
            {
                Add(row);
            }

            progress.Agreeing += order.Known is not null && found.Count == 0 ? 1 : 0;
        }

        if (_unwritten.Count >= Batch)
        {
            await Flush(ct);
        }
    }

    private void Add(ReconciledRow row)
    {
        // A list may have an order twice, which does not make it two.
        if (!_told.Add(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{row.OrderNo}\n{row.Kind}\n{row.Text}"))))
        {
            return;
        }

        _unwritten.Add(new(++_nr, row));
        progress.Differences++;
        var (count, money) = _counts.GetValueOrDefault(row.Kind, (0, new(StringComparer.Ordinal)));
        if (row.Amount is { } amount)
        {
            money[row.Currency ?? ""] = money.GetValueOrDefault(row.Currency ?? "") + amount;
        }

        _counts[row.Kind] = (count + 1, money);
    }
}
