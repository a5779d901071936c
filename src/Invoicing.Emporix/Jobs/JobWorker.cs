using Cronos;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Jobs;

/// <summary>
/// Puts the orders of jobs on their way: selects those of automatic jobs page by page, and takes in each order as one that is due, for the
/// recovery to send. Creates the jobs of the tenants' schedules. One process at a time does it.
/// </summary>
internal sealed class JobWorker(
    IDocumentStore store,
    IOptions<PostgresSettings> postgres,
    IOptions<EmporixSettings> options,
    InvoiceJobs jobs,
    IEmporixSetUp setUp,
    EmporixClient client,
    OrderProcessor processor,
    IOrderStore orders,
    TimeProvider clock,
    ILogger<JobWorker> logger)
    : SingletonWorker(LockId, "Putting orders of invoice jobs on their way", store, postgres, logger)
{
    private const long LockId = 7_463_206;
    private const int PageSize = 100;
    private const int AtOnce = 50;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_lookBack = TimeSpan.FromHours(1);

    private readonly Dictionary<string, TimeZoneInfo?> _zones = [];
    private DateTimeOffset _scheduledUntil;

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        // What was due while nobody was at it; a job that there is already is not created again.
        _scheduledUntil = clock.GetUtcNow() - s_lookBack;
        while (true)
        {
            await Schedule(ct);
            var open = await connection.Read(
                session => session.Query<InvoiceJob>().Where(job => !job.IsTakenIn).OrderBy(job => job.CreatedAt).Take(20).ToListAsync(ct),
                ct);
            // One that cannot go on keeps no other waiting.
            foreach (var job in open)
            {
                await GoOn(job, connection, ct);
            }

            Works();
            if (open.Count == 0)
            {
                await Task.Delay(s_pause, clock, ct);
            }
        }
    }

    /// <summary>One page of it, or one batch of orders.</summary>
    private async Task GoOn(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        if (job.TakenIn < job.Selected)
        {
            await TakeIn(job, connection, ct);
        }
        else if (job.IsSelected)
        {
            await connection.Write(session => session.Store(job with { IsTakenIn = true }), ct);
        }
        else if (!await SelectPage(job, connection, ct))
        {
            await Task.Delay(s_pause, clock, ct);
        }
    }

    private async Task TakeIn(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        var selected = await connection.Read(session => InvoiceJobs.Selections(session, job.Id, ct), ct);
        var batch = selected.SelectMany(some => some.Orders.Select(id => (Id: id, IsInvoiced: some.Invoiced.Contains(id))))
            .Skip(job.TakenIn).Take(AtOnce).ToList();
        await Task.WhenAll(batch.Where(order => !order.IsInvoiced).Select(order => TakeIn(job, order.Id, ct)));
        await connection.Write(session => session.Store(job with { TakenIn = job.TakenIn + batch.Count }), ct);
    }

    /// <summary>An order that has failed is tried again; one that is on its way already is joined.</summary>
    private async Task TakeIn(InvoiceJob job, string orderId, CancellationToken ct)
    {
        var orderNo = EmporixOrders.NumberOf(job.Tenant, orderId);
        var key = OrderKey.Of(orderNo);
        if (await orders.Load(key, ct) is not { } known)
        {
            var arrived = new OrderArrived(new Order { OrderNo = orderNo, OrderName = orderNo, SalesChannel = EmporixPlanner.JobChannel });
            var decision = await processor.Decide(null, arrived, ct);
            if (await orders.Insert(key, decision.After, TimeSpan.Zero, ct))
            {
                return;
            }

            known = (await orders.Load(key, ct))!;
        }

        if (known.State == OrderState.Failed)
        {
            try
            {
                await processor.CarryOut(orderNo, new RetryOrder(null, job.By, $"invoice job {job.Id}"), null, ct);
            }
            catch (CommandRefusedException)
            {
                // Only a person can tell what became of it: the job tells so.
            }
        }
    }

    /// <returns>False: Emporix does not answer; it is asked again.</returns>
    private async Task<bool> SelectPage(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        JobSelection settings;
        try
        {
            settings = JobSelection.Read(await setUp.InvoiceSettings(job.Tenant, ct));
        }
        catch (Exception e) when (e is FormatException or SetUp.EmporixAwayException)
        {
            // It could be read when the job was created.
            logger.LogWarning("Invoice job {Job} of {Tenant} waits: {Problem}", job.Id, job.Tenant, e.Message);
            return false;
        }

        var queries = settings.Queries(job.CreatedAt);
        var left = options.Value.CallTimeout;
        var attempt = await client.Get(
            job.Tenant,
            $"/order-v2/{job.Tenant}/salesorders?q={Uri.EscapeDataString(queries[job.Query])}&pageNumber={job.Page}&pageSize={PageSize}",
            left);
        var trouble = EmporixAnswers.Trouble(attempt, "The search for orders", hasEffect: false, clock.GetUtcNow());
        if (trouble is not null || EmporixOrder.ReadList(attempt.Answer!.Text) is not { } page)
        {
            logger.LogWarning(
                "Invoice job {Job} of {Tenant} waits: {Problem}", job.Id, job.Tenant, trouble?.Message ?? "the search was answered oddly");
            return false;
        }

        var taken = new List<string>();
        foreach (var order in page.Where(order => order.Id is { Length: > 0 and <= EmporixOrders.LongestId }))
        {
            if (await ZoneOf(job.Tenant, order.SiteCode, ct) is { } zone && settings.Takes(order, zone, job.CreatedAt))
            {
                taken.Add(order.Id!);
            }
        }

        var isLast = page.Count < PageSize;
        var isDone = isLast && job.Query == queries.Count - 1;
        await using var work = await connection.Begin(ct);
        var known = (await InvoiceJobs.Selections(work.Session, job.Id, ct)).SelectMany(selected => selected.Orders).ToHashSet();
        var invoiced = await InvoiceJobs.Invoiced(work.Session, job.Tenant, taken, ct);
        // Orders that are invoiced are not what the job is for.
        string[] fresh = [.. taken.Distinct().Where(id => !known.Contains(id) && !invoiced.Contains(id))];
        if (fresh.Length > 0)
        {
            work.Session.Events.Append(job.Id, new OrdersSelected(fresh, []));
        }

        if (isDone)
        {
            work.Session.Events.Append(job.Id, new SelectionEnded(job.Selected + fresh.Length));
        }

        work.Session.Store(job with
        {
            Selected = job.Selected + fresh.Length,
            Query = isLast && !isDone ? job.Query + 1 : job.Query,
            Page = isLast ? 1 : job.Page + 1,
            IsSelected = isDone,
        });
        await work.Commit(ct);
        return true;
    }

    /// <summary>A date alone is of the site's zone; an order whose site nobody knows is judged in UTC, and refused later.</summary>
    private async Task<TimeZoneInfo?> ZoneOf(string tenant, string? siteCode, CancellationToken ct)
    {
        if (siteCode is null)
        {
            return TimeZoneInfo.Utc;
        }

        var key = $"{tenant}/{siteCode}";
        if (!_zones.TryGetValue(key, out var zone))
        {
            zone = await setUp.Site(tenant, siteCode, ct) is { } site && TimeZoneInfo.TryFindSystemTimeZoneById(site.Zone, out var found)
                ? found
                : TimeZoneInfo.Utc;
            _zones[key] = zone;
        }

        return zone;
    }

    private async Task Schedule(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var (tenant, settings) in options.Value.Tenants.Where(tenant => !string.IsNullOrWhiteSpace(tenant.Value.Schedule)))
        {
            foreach (var at in CronExpression.Parse(settings.Schedule!).GetOccurrences(_scheduledUntil, now, TimeZoneInfo.Utc))
            {
                await jobs.CreateScheduled(tenant, at, ct);
            }
        }

        _scheduledUntil = now;
    }
}
