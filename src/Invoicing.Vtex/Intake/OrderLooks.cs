using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Vtex.Intake;

/// <summary>
/// Looks at the orders that events name: what VTEX shows then counts, and not what an event said. Looks are calls of the account like all
/// others, so they wait when VTEX asks for fewer.
/// </summary>
internal sealed class OrderLooks(string name, VtexSystem system, TimeSpan timeout, VtexInbox inbox, TimeProvider clock)
{
    // Events at a time: most are of different orders, and each of these is a call beside those of the steps.
    private const int MostAtOnce = 16;

    // Then an answer that is no order is taken for what VTEX has to say of it.
    private const int MostTries = 10;

    /// <summary>
    /// Whether there may be more, and what keeps all of them from being looked at. An event that is older than what was looked into
    /// already is only released.
    /// </summary>
    public async Task<(bool More, CallResult? Trouble)> Take(CancellationToken ct)
    {
        var waiting = await inbox.Waiting(MostAtOnce, ct);
        if (waiting.Count == 0)
        {
            return (false, null);
        }

        var looks = await Task.WhenAll(waiting.Select(async order => IsNews(order.Events, order.Known)
            ? (order.Events, await Look(order.Events, order.Known))
            : (order.Events, (Order: order.Known, Trouble: (CallResult?)null))));
        var done = looks.Where(look => look.Item2.Trouble is null).ToList();
        var failed = looks.Where(look => look.Item2.Trouble is not null).ToList();
        await inbox.Handled(
            [.. done.Select(look => look.Item2.Order!)], done.SelectMany(look => look.Events), failed.SelectMany(look => look.Events), ct);
        return (done.Count > 0, failed.Select(look => look.Item2.Trouble).FirstOrDefault());
    }

    private static bool IsNews(IEnumerable<MarketplaceEvent> events, MarketplaceOrder? known) =>
        known?.Status is null || known.Change is not { } change || events.Any(told => told.Change is null || told.Change > change);

    private async Task<(MarketplaceOrder? Order, CallResult? Trouble)> Look(
        IReadOnlyList<MarketplaceEvent> events, MarketplaceOrder? known)
    {
        var (first, now) = (events.MinBy(told => told.ReceivedAt)!, clock.GetUtcNow());
        var order = (known ?? new()
        {
            Id = first.Key, Account = name, OrderId = first.OrderId, Source = first.Source, SeenAt = first.ReceivedAt,
        }) with
        {
            Change = events.Select(told => told.Change).Append(known?.Change).Max(), LookedAt = now, Problem = null,
        };
        var (shown, trouble) = await VtexCalls.Look(system.Account(name), new(name, first.OrderId), timeout);
        return shown is not null
            ? (order with
            {
                Status = shown.Status,
                Value = shown.Value,
                Invoiced = shown.ValueOf(VtexPackage.Sale),
                Invoices =
                [
                    .. shown.Packages.Where(package => package.IsOf(VtexPackage.Sale)).Select(package => package.InvoiceNumber)
                        .OfType<string>().Distinct(),
                ],
            }, null)
            : IsAboutThisOrder(trouble!, first.Tries) ? (order with { Status = null, Problem = trouble!.Message }, null)
            : (null, trouble! with { Message = $"Order {first.OrderId}: {trouble.Message}" });
    }

    private static bool IsAboutThisOrder(CallResult trouble, int tries) => trouble.Outcome == CallOutcome.Refused
        || (trouble is { Outcome: CallOutcome.NoEffect, Status: 200 } && tries >= MostTries);
}
