using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Vtex.Intake;

/// <summary>
/// Takes in what an account tells of its orders: reads its feed, looks at the orders that feed and hook name, goes through the list for
/// those that nobody named, and watches the configuration of both. One process at a time for each account.
/// </summary>
internal sealed class VtexIntake(
    string name,
    VtexSystem system,
    IOptions<VtexSettings> options,
    IDocumentStore store,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<VtexIntake> logger)
    : SingletonWorker(LockOf(name), $"What VTEX's account {name} tells of its orders", store, postgres, logger)
{
    private const string Calls = "calls";

    // What passes by itself is told when it lasts.
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    // A key that is not taken is not taken a second later either.
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_betweenNotes = TimeSpan.FromMinutes(1);

    // Of its own: a feed that asks for fewer calls must not hold the telling of invoices.
    private readonly EventCalls _calls = new(system.Account(name, forEvents: true), options.Value.CallTimeout, clock);

    private VtexFeedSettings Settings => options.Value.Feed;

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        var inbox = new VtexInbox(name, connection, clock);
        await inbox.Open(ct);
        var looks = new OrderLooks(name, system, options.Value.CallTimeout, inbox, clock);
        var feed = new FeedState();
        CallResult? trouble = null;
        DateTimeOffset? quietUntil = null;
        DateTimeOffset? blindUntil = null;
        while (true)
        {
            if (await inbox.IsPaused(ct))
            {
                Works();
                await Task.Delay(Settings.Interval, clock, ct);
                continue;
            }

            var (more, now) = (false, clock.GetUtcNow());
            if (quietUntil is null || now >= quietUntil)
            {
                (more, trouble) = await Listen(inbox, feed, now, ct);
                quietUntil = trouble is null ? null : now + WaitAfter(trouble);
            }

            // What is stored is looked at all the same: the hook may go on telling, and a key may view orders and no feed.
            var (some, inVain) = now < blindUntil ? (false, null) : await looks.Take(ct);
            if (inVain is { Outcome: CallOutcome.CredentialsRefused } && !some)
            {
                blindUntil = now + s_afterRefusal;
            }

            var told = trouble ?? inVain;
            await inbox.Is(Calls, told is null ? null : (told.Outcome.ToString(), told.Message, PatienceWith(told)), ct);
            Works();
            if (!(more || some))
            {
                await Task.Delay(Settings.Interval, clock, ct);
            }
        }
    }

    /// <summary>Whether there may be more to read, and what keeps VTEX from telling.</summary>
    private async Task<(bool More, CallResult? Trouble)> Listen(VtexInbox inbox, FeedState feed, DateTimeOffset now, CancellationToken ct)
    {
        var (more, trouble) = (false, (CallResult?)null);
        if (feed.CheckedAt is null || now - feed.CheckedAt >= Settings.CheckInterval)
        {
            (feed.IsThere, trouble) = await Check(inbox, ct);
            feed.CheckedAt = trouble is null ? now : null;
        }

        if (Settings.Enabled && feed.IsThere)
        {
            (feed.IsThere, more, var inVain) = await Read(inbox, ct);
            // Somebody has taken it away since: that is looked into at once.
            feed.CheckedAt = feed.IsThere ? feed.CheckedAt : null;
            trouble ??= inVain;
        }

        // The list is the net under the feed: it is gone through though that cannot be read.
        if (!more && !(now - inbox.Account.SweptAt < Settings.SweepInterval))
        {
            var inVain = await Sweep(inbox, ct);
            trouble ??= inVain;
        }

        return (more, trouble);
    }

    private static TimeSpan PatienceWith(CallResult trouble) =>
        trouble.Outcome is CallOutcome.CredentialsRefused or CallOutcome.Refused ? TimeSpan.Zero : s_patience;

    private TimeSpan WaitAfter(CallResult trouble) => trouble switch
    {
        { Outcome: CallOutcome.CredentialsRefused } => s_afterRefusal,
        { RetryAfter: { } asked } when asked > Settings.Interval => asked,
        _ => Settings.Interval,
    };

    /// <summary>First the rows are stored, then the handles committed: a crash between them brings the same events once more.</summary>
    private async Task<(bool IsThere, bool More, CallResult? Trouble)> Read(VtexInbox inbox, CancellationToken ct)
    {
        var (events, trouble) = await _calls.Read();
        if (events is null)
        {
            return (trouble is not null, false, trouble);
        }

        string[] unreadable = [.. events.Where(told => !told.NamesOrder).Select(told => told.Text)];
        if (unreadable.Length > 0)
        {
            await inbox.Keep(unreadable, ct);
        }

        var now = clock.GetUtcNow();
        var wanted = events.Where(told => told.NamesOrder && Settings.States.Contains(told.State))
            .Select(told => MarketplaceEvent.Of(EventSource.Feed, name, told.OrderId!, told.State, told.Change, now)).ToList();
        if (wanted.Count > 0 || inbox.Account.FeedReadAt is not { } noted || now - noted >= s_betweenNotes)
        {
            await inbox.Save(inbox.Account with { FeedReadAt = now }, wanted, ct);
        }

        string[] handles = [.. events.Select(told => told.Handle).OfType<string>()];
        return (true, handles.Length >= EventCalls.MostAtOnce, handles.Length == 0 ? null : await _calls.Commit(handles));
    }

    /// <summary>Whether the feed may be read.</summary>
    private async Task<(bool IsThere, CallResult? Trouble)> Check(VtexInbox inbox, CancellationToken ct)
    {
        var (isThere, trouble) = Settings.Enabled
            ? await Check(new(Subscription.Feed, Settings.States), inbox, ct)
            : (false, null);
        if (options.Value.Hook.IsOn)
        {
            var (_, inVain) = await Check(new(Subscription.HookPlace, Settings.States, options.Value.Hook), inbox, ct);
            trouble ??= inVain;
        }

        if (trouble is null)
        {
            await inbox.Save(inbox.Account with { CheckedAt = clock.GetUtcNow() }, [], ct);
        }

        return (isThere, trouble);
    }

    private async Task<(bool IsThere, CallResult? Trouble)> Check(Subscription wanted, VtexInbox inbox, CancellationToken ct)
    {
        var (configuration, trouble) = await _calls.Configuration(wanted);
        if (trouble is not null)
        {
            return (false, trouble);
        }

        var found = configuration is null ? ConfigurationTrouble.Missing(wanted)
            : wanted.DifferenceOf(configuration) is { } difference ? ConfigurationTrouble.Other(wanted, difference)
            : null;
        if (found is null)
        {
            await inbox.IsConfigured(wanted.Place, ct);
            return (true, null);
        }

        if (!Settings.Manage)
        {
            await inbox.Is(wanted.Place, (found.Name, found.Text + found.Remedy, TimeSpan.Zero), ct);
            // Of a filter of another kind the events are somebody else's, who would lose what is read here.
            return (configuration is not null && Subscription.IsOfItsType(configuration), null);
        }

        if (await _calls.Configure(wanted) is { } refusal)
        {
            // A refusal of this call says nothing of others; what else is wrong is told of all calls.
            if (refusal.Outcome != CallOutcome.Refused)
            {
                return (false, refusal);
            }

            await inbox.Is(wanted.Place, (refusal.Outcome.ToString(), $"{found.Text} {refusal.Message}", PatienceWith(refusal)), ct);
            return (configuration is not null && Subscription.IsOfItsType(configuration), null);
        }

        logger.LogInformation("VTEX's account {Account}: the configuration of the {Place} was written", name, wanted.Place);
        await inbox.IsWritten(wanted.Place, found, ct);
        return (true, null);
    }

    /// <summary>
    /// What the list shows and is not known here was told by no event. What is open here and is not shown any more, or otherwise, has gone
    /// on without one.
    /// </summary>
    private async Task<CallResult?> Sweep(VtexInbox inbox, CancellationToken ct)
    {
        var listed = new Dictionary<string, string?>();
        var pages = 1;
        for (var page = 1; page <= Math.Min(pages, EventCalls.LastPage); page++)
        {
            var (list, trouble) = await _calls.Open(page);
            if (trouble is not null)
            {
                return trouble;
            }

            foreach (var order in list!.List!.OfType<VtexListed>().Where(order => order.OrderId is { Length: > 0 }))
            {
                listed[order.OrderId!] = order.Status;
            }

            pages = list.Paging?.Pages ?? page;
        }

        var found = await inbox.Swept(listed, Settings.SweepInterval, ct);
        if (found > 0)
        {
            logger.LogInformation("VTEX's account {Account}: {Count} orders were found that no event had told of", name, found);
        }

        return null;
    }

    private sealed class FeedState
    {
        public DateTimeOffset? CheckedAt { get; set; }

        /// <summary>It has a configuration that it may be read by, if of other states.</summary>
        public bool IsThere { get; set; }
    }

    private static long LockOf(string name) =>
        (7_463_206L << 32) | BitConverter.ToUInt32(OrderKey.Of($"vtex/{name.ToLowerInvariant()}").ToByteArray());
}

/// <summary>What is wrong with a configuration, and what a person does about it.</summary>
internal sealed record ConfigurationTrouble(string Name, string Text, string Remedy)
{
    public const string Absent = "missing";

    public static ConfigurationTrouble Missing(Subscription wanted) => new(
        Absent,
        $"VTEX has no configuration of the {wanted.Place} for this key: none was made yet, or VTEX took it away, as it does "
            + $"{wanted.Vanishes}.",
        Remedies(wanted));

    public static ConfigurationTrouble Other(Subscription wanted, string difference) => new(
        "other",
        $"VTEX's configuration of the {wanted.Place} is another than ours: {difference}.",
        Remedies(wanted));

    private static string Remedies(Subscription wanted) =>
        $" Write it with POST {wanted.Path}, or set Vtex:Feed:Manage to have it written by this program.";
}
