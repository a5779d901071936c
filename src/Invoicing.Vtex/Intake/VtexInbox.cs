using Invoicing.Orders;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Vtex.Intake;

/// <summary>What is stored of an account's events and orders, on the connection of the one process that works on them.</summary>
internal sealed class VtexInbox(string name, WorkerConnection connection, TimeProvider clock)
{
    public MarketplaceAccount Account { get; private set; } = new() { Id = name };

    public async Task Open(CancellationToken ct) =>
        Account = await connection.Read(session => session.LoadAsync<MarketplaceAccount>(name, ct), ct) ?? Account;

    /// <summary>A person, or a step whose key is not taken, has stopped all calls to VTEX.</summary>
    public Task<bool> IsPaused(CancellationToken ct) => connection.Read(
        async session => await session.LoadAsync<Pause>(VtexPlanner.SystemName, ct) is { State: PauseState.Paused }, ct);

    /// <param name="tell">What people are to be told with it.</param>
    public async Task Save(
        MarketplaceAccount account, IReadOnlyList<MarketplaceEvent> events, CancellationToken ct, Notice? tell = null)
    {
        await connection.Write(
            session =>
            {
                session.Store(account);
                session.Store<MarketplaceEvent>(events);
                if (tell is not null)
                {
                    NoticeStore.Add(tell, session);
                }
            },
            ct);
        Account = account;
    }

    /// <summary>What is wrong at this place now; null: nothing. Told once.</summary>
    public async Task Is(string place, (string Name, string Problem, TimeSpan Patience)? found, CancellationToken ct)
    {
        var (account, tell) = Account.With(VtexPlanner.SystemName, place, found, clock.GetUtcNow());
        if (tell is null && account.Troubles.SequenceEqual(Account.Troubles))
        {
            return;
        }

        await Save(account, [], ct, tell);
    }

    public async Task IsConfigured(string place, CancellationToken ct)
    {
        await Is(place, null, ct);
        if (!Account.Configured.Contains(place))
        {
            await Save(Account with { Configured = [.. Account.Configured, place] }, [], ct);
        }
    }

    /// <summary>It was missing or another, and is as it should be by now: told, unless there was none before.</summary>
    public async Task IsWritten(string place, ConfigurationTrouble found, CancellationToken ct)
    {
        if (found.Name != ConfigurationTrouble.Absent || Account.Configured.Contains(place))
        {
            // Once a day, should it be written again and again.
            var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
            var trouble = new MarketplaceTrouble(place, found.Name, $"{found.Text} It was written anew.", today, IsTold: true);
            await Save(Account, [], ct, Account.NoticeOf(VtexPlanner.SystemName, trouble));
        }

        await IsConfigured(place, ct);
    }

    /// <summary>Events that wait, each order's together; those that were looked at in vain last.</summary>
    public async Task<IReadOnlyList<(IReadOnlyList<MarketplaceEvent> Events, MarketplaceOrder? Known)>> Waiting(
        int most, CancellationToken ct) => await connection.Read(
        async session =>
        {
            var now = clock.GetUtcNow();
            var events = await session.Query<MarketplaceEvent>()
                .Where(told => told.Account == name && (told.NotBefore == null || told.NotBefore <= now))
                .OrderBy(told => told.Tries).ThenBy(told => told.ReceivedAt).Take(most).ToListAsync(ct);
            var known = (await session.LoadManyAsync<MarketplaceOrder>(ct, events.Select(told => told.Key).Distinct()))
                .ToDictionary(order => order.Id);
            return events.GroupBy(told => told.Key)
                .Select(order => ((IReadOnlyList<MarketplaceEvent>)[.. order], known.GetValueOrDefault(order.Key))).ToList();
        },
        ct);

    /// <param name="looked">Orders as VTEX shows them; how far each has come is found out here.</param>
    /// <param name="released">Events that are dealt with.</param>
    /// <param name="kept">Events that are not.</param>
    public async Task Handled(
        IReadOnlyList<MarketplaceOrder> looked,
        IEnumerable<MarketplaceEvent> released,
        IEnumerable<MarketplaceEvent> kept,
        CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        var ours = await work.Session.OrdersOf([.. looked.Select(order => order.Id)], ct);
        work.Session.Store(looked.Select(order => order with { Integration = Integration.Of(order, [.. ours[order.Id]]) }));
        work.Session.DeleteObjects(released);
        var now = clock.GetUtcNow();
        work.Session.Store(kept.Select(told => told with { Tries = told.Tries + 1, NotBefore = now + WaitAfter(told.Tries) }));
        await work.Commit(ct);
    }

    /// <param name="listed">Status by id.</param>
    /// <param name="fresh">What was looked at within this time is not looked at again only because it is not listed any more.</param>
    /// <returns>How many were found that no event had told of.</returns>
    public async Task<int> Swept(IReadOnlyDictionary<string, string?> listed, TimeSpan fresh, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (known, open) = await connection.Read(
            async session =>
            {
                string[] keys = [.. listed.Keys.Select(id => VtexReference.KeyOf(name, id))];
                string[] ids = [.. listed.Keys];
                var orders = await session.LoadManyAsync<MarketplaceOrder>(ct, keys);
                var waiting = await session.Query<MarketplaceEvent>().Where(told => told.Account == name && told.OrderId.IsOneOf(ids))
                    .Select(told => told.OrderId).ToListAsync(ct);
                var open = await session.Query<MarketplaceOrder>()
                    .Where(order => (order.Integration == IntegrationStatus.Seen || order.Integration == IntegrationStatus.Handling)
                        && order.Account == name)
                    .ToListAsync(ct);
                // What is listed again is open again, whatever was seen of it last.
                return (
                    orders.Select(order => order.OrderId).Concat(waiting).ToHashSet(),
                    open.Concat(orders.Where(order => !Integration.IsOpen(order.Integration))).ToList());
            },
            ct);
        var untold = listed.Where(order => !known.Contains(order.Key)).ToList();
        var changed = open.Where(order => listed.TryGetValue(order.OrderId, out var status)
            ? status != order.Status
            : now - order.LookedAt >= fresh);
        await Save(
            Account with { SweptAt = now, FoundBySweeps = Account.FoundBySweeps + untold.Count },
            [
                .. untold.Select(order => (Id: order.Key, Status: order.Value))
                    .Concat(changed.Select(order => (Id: order.OrderId, Status: (string?)null)))
                    .Select(order => MarketplaceEvent.Of(EventSource.Sweep, name, order.Id, order.Status, null, now)),
            ],
            ct);
        var since = now - Unreadable.Kept;
        await connection.Write(session => session.DeleteWhere<UnreadablePush>(push => push.At < since), ct);
        return untold.Count;
    }

    public Task Keep(IReadOnlyList<string> unreadable, CancellationToken ct) => connection.Write(
        session =>
        {
            foreach (var body in unreadable)
            {
                Unreadable.Keep(Subscription.Feed, body, "it names no order that could be one", clock.GetUtcNow(), session);
            }
        },
        ct);

    private static TimeSpan WaitAfter(int tries) => TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, tries), 600));
}
