using Invoicing.Orders;
using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>
/// An order as the marketplace showed it when it was looked at last. Written by the one process that looks. Free of personal data.
/// </summary>
internal sealed record MarketplaceOrder
{
    /// <summary><see cref="VtexReference.KeyOf"/>, as orders of the OMS have it.</summary>
    public string Id { get; init; } = "";

    public required string Account { get; init; }

    public required string OrderId { get; init; }

    /// <summary>How it became known.</summary>
    public EventSource Source { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    /// <summary>The change that the newest event told of which was looked into; older events tell nothing new. Null: none had a time.</summary>
    public DateTimeOffset? Change { get; init; }

    /// <summary>The marketplace's own word; null: it shows no such order.</summary>
    public string? Status { get; init; }

    /// <summary>Cents.</summary>
    public decimal? Value { get; init; }

    /// <summary>Cents of the sales that it was told of.</summary>
    public decimal Invoiced { get; init; }

    /// <summary>Numbers of these sales.</summary>
    public IReadOnlyList<string> Invoices { get; init => field = value ?? []; } = [];

    public DateTimeOffset LookedAt { get; init; }

    /// <summary>Why it could not be read.</summary>
    public string? Problem { get; init; }

    /// <summary>As it was at the last look: what the OMS has sent since changes it.</summary>
    public IntegrationStatus Integration { get; init; }
}

/// <summary>How far an order of a marketplace has come.</summary>
internal enum IntegrationStatus
{
    /// <summary>The marketplace has it, the OMS has not sent it.</summary>
    Seen,

    /// <summary>The OMS has sent it; not all of its invoices are told.</summary>
    Handling,

    /// <summary>The marketplace has an invoice of ours.</summary>
    InvoicedHere,

    /// <summary>It is invoiced there, and not by us.</summary>
    InvoicedElsewhere,

    Cancelled,

    /// <summary>The marketplace does not show it, or not as an order.</summary>
    Unknown,
}

internal enum EventSource
{
    Feed,
    Hook,

    /// <summary>No event told of it: it was found in the list of orders.</summary>
    Sweep,
}

/// <summary>Something that a marketplace told of an order; deleted when the order was looked at for it.</summary>
internal sealed record MarketplaceEvent
{
    /// <summary>The same for the same event, however often it comes.</summary>
    public Guid Id { get; init; }

    public required string Account { get; init; }

    public required string OrderId { get; init; }

    public EventSource Source { get; init; }

    /// <summary>As the event has it: the order may have gone on since.</summary>
    public string? State { get; init; }

    public DateTimeOffset? Change { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Looks in vain.</summary>
    public int Tries { get; init; }

    /// <summary>After one in vain: not to be looked at before, so that it keeps no other waiting.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public string Key => VtexReference.KeyOf(Account, OrderId);

    public static MarketplaceEvent Of(
        EventSource source, string account, string orderId, string? state, DateTimeOffset? change, DateTimeOffset now) => new()
    {
        Id = OrderKey.Of(FormattableString.Invariant($"event/{VtexReference.KeyOf(account, orderId)}/{state}/{change:O}")),
        Account = account,
        OrderId = orderId,
        Source = source,
        State = state,
        Change = change,
        ReceivedAt = now,
    };
}

/// <summary>What came to the hook and cannot be read; one an hour is kept.</summary>
internal sealed record UnreadablePush
{
    public Guid Id { get; init; }

    public required string Problem { get; init; }

    /// <summary>Its beginning.</summary>
    public required string Body { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>How an account tells of its orders.</summary>
internal sealed record MarketplaceAccount
{
    private static readonly TimeSpan s_over = TimeSpan.FromHours(1);

    /// <summary>Its name.</summary>
    public string Id { get; init; } = "";

    /// <summary>To the minute.</summary>
    public DateTimeOffset? FeedReadAt { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>Orders that sweeps have found and no event had told of.</summary>
    public long FoundBySweeps { get; init; }

    /// <summary>Places that were once as the settings say.</summary>
    public IReadOnlyList<string> Configured { get; init => field = value ?? []; } = [];

    public IReadOnlyList<MarketplaceTrouble> Troubles { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What is wrong at a place now, and what people are to be told of it: each trouble once, when it lasts, however long it does.
    /// </summary>
    /// <param name="found">Null: nothing is wrong there any more.</param>
    public (MarketplaceAccount Account, Notice? Tell) With(
        string system, string place, (string Name, string Problem, TimeSpan Patience)? found, DateTimeOffset now)
    {
        var others = Troubles.Where(known => known.Place != place || known.Name != found?.Name)
            .Select(known => known.Place == place ? known with { ClearedAt = known.ClearedAt ?? now } : known)
            .Where(known => known.ClearedAt is not { } cleared || now - cleared < s_over);
        if (found is not { } trouble)
        {
            return (this with { Troubles = [.. others] }, null);
        }

        var known = Troubles.FirstOrDefault(known => known.Place == place && known.Name == trouble.Name)
            ?? new(place, trouble.Name, trouble.Problem, now, IsTold: false);
        var tell = !known.IsTold && now - known.Since >= trouble.Patience;
        known = known with { Problem = trouble.Problem, IsTold = known.IsTold || tell, ClearedAt = null };
        return (this with { Troubles = [.. others, known] }, tell ? NoticeOf(system, known) : null);
    }

    /// <summary>Of what is over already, and should be known all the same.</summary>
    public Notice NoticeOf(string system, MarketplaceTrouble trouble) => Notice.Of(
        NoticeKind.EventsFaulted,
        system,
        OrderKey.Of($"{system}/{Id}/{trouble.Place}/{trouble.Name}/{trouble.Since.Ticks}"),
        $"{Id}, {trouble.Place}: {trouble.Problem}",
        trouble.Since);
}

/// <param name="Place"><c>feed</c>, <c>hook</c> or <c>calls</c>.</param>
/// <param name="Name">Tells one trouble from another.</param>
/// <param name="Problem">In plain words, with what to do.</param>
/// <param name="ClearedAt">Since when it is over; one that comes back soon is the same.</param>
internal sealed record MarketplaceTrouble(
    string Place, string Name, string Problem, DateTimeOffset Since, bool IsTold, DateTimeOffset? ClearedAt = null);

internal static class MarketplaceQueries
{
    /// <summary>Orders of the OMS by the order of the marketplace that they are, or are a part of.</summary>
    public static async Task<ILookup<string, OrderProcess>> OrdersOf(this IQuerySession session, string[] keys, CancellationToken ct) =>
        (await session.Connection!.Query(
            "select marketplace_id, mt_version, data from mt_doc_order where marketplace_id = any($1)",
            row => (Key: row.GetString(0), Order: OrderStore.ReadRow(row, 1, 2)),
            ct,
            [keys])).ToLookup(row => row.Key, row => row.Order);

    /// <summary>Events whose orders were not looked at yet, by account.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountMarketplaceEvents(this IQuerySession session, CancellationToken ct) =>
        (await session.Connection!.Query(
            "select data ->> 'account', count(*) from mt_doc_marketplace_event group by 1",
            row => (Account: row.GetString(0), Events: row.GetInt64(1)),
            ct)).ToDictionary(row => row.Account, row => row.Events);

    /// <summary>How many orders of each account have come how far, as of their last look.</summary>
    public static async Task<IReadOnlyList<(string Account, IntegrationStatus Status, long Orders)>> CountMarketplaceOrders(
        this IQuerySession session, CancellationToken ct) => await session.Connection!.Query(
            """
            select data ->> 'account', integration, count(*)
            from mt_doc_marketplace_order
            where integration not in ('Seen', 'Handling')
            group by 1, 2
            """,
            row => (row.GetString(0), Enum.Parse<IntegrationStatus>(row.GetString(1)), row.GetInt64(2)),
            ct);
}
