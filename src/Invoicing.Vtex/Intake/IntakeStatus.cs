using Invoicing.Storage;
using Marten;

namespace Invoicing.Vtex.Intake;

/// <summary>What people ask of the orders that VTEX told of.</summary>
internal sealed class IntakeStatusQuery(IDocumentStore store)
{
    private const int Oldest = 20;
    private const int LastPushes = 5;

    /// <param name="account">Null: all.</param>
    public async Task<IntakeStatus> Read(string? account, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var open = await Open(session, ct);
        var counts = (await session.CountMarketplaceOrders(ct))
            .Concat(open.GroupBy(order => (order.Account, order.Integration))
                .Select(group => (group.Key.Account, Status: group.Key.Integration, Orders: (long)group.Count())))
            .GroupBy(count => (count.Account, count.Status))
            .ToLookup(group => group.Key.Account, group => (group.Key.Status, Orders: group.Sum(count => count.Orders)));
        var waiting = await session.CountMarketplaceEvents(ct);
        var accounts = (await session.Query<MarketplaceAccount>().ToListAsync(ct)).ToDictionary(
            stored => stored.Id,
            stored => stored with { Troubles = [.. stored.Troubles.Where(trouble => trouble.ClearedAt is null)] });
        var pushes = await session.Query<UnreadablePush>().OrderByDescending(push => push.At).Take(LastPushes).ToListAsync(ct);
        return new(
            [
                .. counts.Select(of => of.Key).Concat(accounts.Keys).Concat(waiting.Keys).Distinct()
                    .Where(name => account is null || name.Equals(account, StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
                    .Select(name => new AccountStatus(
                        accounts.GetValueOrDefault(name) ?? new() { Id = name },
                        counts[name].ToDictionary(count => count.Status, count => count.Orders),
                        waiting.GetValueOrDefault(name))),
            ],
            [
                .. open.Where(order => order.Integration == IntegrationStatus.Seen
                        && (account is null || order.Account.Equals(account, StringComparison.OrdinalIgnoreCase)))
                    .OrderBy(order => order.SeenAt).Take(Oldest),
            ],
            pushes);
    }

    /// <returns>Null: VTEX has told nothing of it.</returns>
    public async Task<MarketplaceOrder?> Find(string key, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<MarketplaceOrder>(key, ct) is { } order ? (await Now(session, [order], ct))[0] : null;
    }

    // Of the others nothing that the OMS sends changes how far they are.
    private static async Task<IReadOnlyList<MarketplaceOrder>> Open(IQuerySession session, CancellationToken ct) => await Now(
        session,
        await session.Query<MarketplaceOrder>()
            .Where(order => order.Integration == IntegrationStatus.Seen || order.Integration == IntegrationStatus.Handling)
            .ToListAsync(ct),
        ct);

    private static async Task<IReadOnlyList<MarketplaceOrder>> Now(
        IQuerySession session, IReadOnlyList<MarketplaceOrder> orders, CancellationToken ct)
    {
        var ours = await session.OrdersOf([.. orders.Select(order => order.Id)], ct);
        return [.. orders.Select(order => order with { Integration = Integration.Of(order, [.. ours[order.Id]]) })];
    }
}

/// <param name="NeverSent">Of the orders that the OMS has not sent, those that were seen first.</param>
internal sealed record IntakeStatus(
    IReadOnlyList<AccountStatus> Accounts, IReadOnlyList<MarketplaceOrder> NeverSent, IReadOnlyList<UnreadablePush> Unreadable);

/// <param name="Orders">How many have come how far.</param>
/// <param name="Waiting">Events whose orders were not looked at yet.</param>
internal sealed record AccountStatus(MarketplaceAccount Account, IReadOnlyDictionary<IntegrationStatus, long> Orders, long Waiting);
