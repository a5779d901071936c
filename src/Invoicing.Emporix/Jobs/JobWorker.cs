using Cronos;
using Invoicing.Emporix.SetUp;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Jobs;

/// <summary>
/// Puts the orders of jobs on their way: selects those of automatic jobs page by page, and takes in as many orders as the queues have room
/// for. Creates the jobs of the tenants' schedules. One process at a time does it.
/// </summary>
internal sealed class JobWorker(
    IDocumentStore store,
    IOptions<PostgresSettings> postgres,
    IOptions<EmporixSettings> options,
    IOptions<InvoicingSettings> invoicing,
    InvoiceJobs jobs,
    IEmporixSetUp setUp,
    IEmporix client,
    JobOrders orders,
    OrderDispatch dispatch,
    TimeProvider clock,
    ILogger<JobWorker> logger)
    : SingletonWorker(LockId, "Putting orders of invoice jobs on their way", store, postgres, logger)
{
    private const long LockId = 7_463_206;
    private const int PageSize = 100;
    private const int AtOnce = 50;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_lookBack = TimeSpan.FromHours(1);

    private DateTimeOffset _scheduledUntil;

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        // What was due while nobody was at it; a job that there is already is not created again.
        _scheduledUntil = clock.GetUtcNow() - s_lookBack;
        while (true)
        {
            await Schedule(ct);
            var now = clock.GetUtcNow();
            var open = await connection.Read(
                session => session.Query<InvoiceJob>().Where(job => !job.IsTakenIn && job.NextAt <= now)
                    .OrderBy(job => job.NextAt).Take(AtOnce).ToListAsync(ct),
                ct);
            foreach (var job in open)
            {
                await TryGoOn(job, connection, ct);
            }

            Works();
            if (open.Count == 0)
            {
                await Task.Delay(s_pause, clock, ct);
            }
        }
    }

    /// <summary>One that cannot go on keeps no other waiting: it is looked at again later, and ended when it is too old.</summary>
    private async Task TryGoOn(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        try
        {
            await GoOn(job, connection, ct);
        }
        catch (JobWaitsException waits)
        {
            await Wait(job, waits.Message, waits.RetryAfter, connection, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && IsOfTheWork(e, connection))
        {
            logger.LogWarning("Invoice job {Job} of {Tenant} fails: {Error}", job.Id, job.Tenant, OutageLog.Describe(e));
            await Wait(job, "it fails in a way that is not known; the log says how", null, connection, ct);
        }
    }

    private async Task Wait(InvoiceJob job, string why, TimeSpan? least, WorkerConnection connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var isOver = now - job.CreatedAt > invoicing.Value.GiveUpAfter;
        logger.LogWarning("Invoice job {Job} of {Tenant} {What}: {Why}", job.Id, job.Tenant, isOver ? "is given up" : "waits", why);
        var backOff = TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(job.Waits, 10))));
        await connection.Write(
            session =>
            {
                session.Store(job with
                {
                    Waits = job.Waits + 1, NextAt = now + (least > backOff ? least.Value : backOff), IsSelected = isOver,
                    IsTakenIn = isOver,
                });
                if (isOver)
                {
                    session.Events.Append(job.Id, new SelectionGivenUp(why));
                }
            },
            ct);
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
        else
        {
            await SelectPage(job, connection, ct);
        }
    }

    private async Task TakeIn(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        await dispatch.WaitForRoom(ct, Queues.StepsOf(EmporixPlanner.SystemName));
        var selected = await connection.Read(session => InvoiceJobs.Selections(session, job.Id, ct), ct);
        var batch = selected.SelectMany(some => some.Orders.Select(id => (Id: id, IsInvoiced: some.Invoiced.Contains(id))))
            .Skip(job.TakenIn).Take(AtOnce).ToList();
        await Task.WhenAll(batch.Where(order => !order.IsInvoiced).Select(
            async order => await dispatch.Send([.. await orders.TakeIn(job, order.Id, ct)], ct)));
        await connection.Write(session => session.Store(job with { TakenIn = job.TakenIn + batch.Count }), ct);
    }

    private async Task SelectPage(InvoiceJob job, WorkerConnection connection, CancellationToken ct)
    {
        if (!options.Value.Tenants.ContainsKey(job.Tenant))
        {
            throw new JobWaitsException("the settings have no such tenant", null);
        }

        JobSelection settings;
        try
        {
            settings = JobSelection.Read(await setUp.InvoiceSettings(job.Tenant, ct));
        }
        catch (FormatException e)
        {
            throw new JobWaitsException(e.Message, null);
        }
        catch (EmporixAwayException away)
        {
            throw new JobWaitsException(away.Message, away.Trouble.RetryAfter);
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
            throw new JobWaitsException(trouble?.Message ?? "the search for orders was answered with no list", trouble?.RetryAfter);
        }

        var taken = new List<string>();
        foreach (var order in page.OfType<EmporixOrder>())
        {
            if (EmporixOrders.IsId(order.Id) && settings.Takes(order, await ZoneOf(job.Tenant, order.SiteCode, ct), job.CreatedAt))
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
            Waits = 0,
        });
        await work.Commit(ct);
    }

    /// <summary>A date alone is of the site's zone; an order whose site nobody knows is judged in UTC, and refused later.</summary>
    private async Task<TimeZoneInfo> ZoneOf(string tenant, string? siteCode, CancellationToken ct)
    {
        try
        {
            return siteCode is not null && await setUp.Site(tenant, siteCode, ct) is { } site
                ? TimeZoneInfo.FindSystemTimeZoneById(site.Zone)
                : TimeZoneInfo.Utc;
        }
        catch (EmporixAwayException away)
        {
            throw new JobWaitsException(away.Message, away.Trouble.RetryAfter);
        }
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

/// <summary>A job cannot go on now.</summary>
internal sealed class JobWaitsException(string why, TimeSpan? retryAfter) : Exception(why)
{
    public TimeSpan? RetryAfter => retryAfter;
}
