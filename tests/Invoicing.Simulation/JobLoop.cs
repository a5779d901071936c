using Invoicing.Emporix.Jobs;

namespace Invoicing.Simulation;

/// <summary>
/// Invoice jobs: created by the tenant's client, their orders put on their way by whichever process is at it, again after a crash.
/// </summary>
internal sealed class JobLoop(Run run)
{
    public const string Tenant = "acme";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private int _jobs;

    /// <summary>Ids of all orders that a job has named.</summary>
    public HashSet<string> Named { get; } = [];

    public void Create(IReadOnlyList<string> orderIds)
    {
        var job = new InvoiceJob
        {
            Id = $"job-{++_jobs}", Tenant = Tenant, Type = JobType.MANUAL, CreatedAt = run.Scheduler.Now, By = "shop",
        };
        run.Trace.Add("shop", $"creates {job.Id} of {string.Join(' ', orderIds)}");
        Named.UnionWith(orderIds);
        Look(job, orderIds, () => true);
    }

    /// <param name="isOver">Whoever was at it has ended, or is dead.</param>
    private void Look(InvoiceJob job, IReadOnlyList<string> orderIds, Func<bool> isOver)
    {
        if (isOver() && run.Services.Where(instance => instance is { IsAlive: true, IsFrozen: false }).ToList() is { Count: > 0 } able)
        {
            var instance = run.Scheduler.Pick(able);
            var (life, work) = (instance.Life, TakeIn(instance, job, orderIds));
            run.Watch(work);
            isOver = () => work.IsCompleted || instance.Life != life;
        }

        if (!run.Database.IsTakenIn(job))
        {
            run.Scheduler.In(s_interval, () => Look(job, orderIds, isOver));
        }
    }

    private async Task TakeIn(Instance instance, InvoiceJob job, IReadOnlyList<string> orderIds)
    {
        try
        {
            var orders = run.JobOrdersOf(instance);
            foreach (var message in (await Task.WhenAll(orderIds.Select(id => orders.TakeIn(job, id, default)))).SelectMany(some => some))
            {
                var (queue, body) = SagaHandler.Addressed(message);
                run.Broker.Publish(queue, body, instance);
            }

            await run.Database.MarkTakenIn(instance, job);
        }
        catch (DatabaseAwayException)
        {
            // The next look tries again.
        }
    }
}
