using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Invoicing.Contracts;
using Invoicing.Process;
using JasperFx;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Jobs;

/// <summary>Creates jobs and tells how far they are. Their orders are put on their way by <see cref="JobWorker"/>.</summary>
internal sealed class InvoiceJobs(IDocumentStore store, IEmporixSetUp setUp, IOptions<EmporixSettings> options, TimeProvider clock)
{
    public const int MostOrders = 1000;

    private const int Batch = 200;

    /// <param name="key">The client's own for this request; null: it has none.</param>
    /// <exception cref="FormatException">An id is none, or an automatic job has no settings that can be read.</exception>
    /// <exception cref="JobKeyUsedException">The key came with another request.</exception>
    /// <returns>The job's id, when it is stored.</returns>
    public async Task<string> Create(
        string tenant, JobType type, IReadOnlyList<string> orderIds, string by, string? key, CancellationToken ct)
    {
        if (type == JobType.AUTOMATIC)
        {
            _ = JobSelection.Read(await setUp.InvoiceSettings(tenant, ct));
        }

        string[] orders = type == JobType.MANUAL ? Checked(orderIds) : [];
        var job = new InvoiceJob
        {
            Id = Guid.NewGuid().ToString(), Tenant = tenant, Type = type, CreatedAt = clock.GetUtcNow(), By = by,
            IsSelected = type == JobType.MANUAL, Selected = orders.Length,
        };
        return key is null ? await Store(job, orders, null, ct) : await StoreOnce(job, orders, key, ct);
    }

    /// <summary>A job that the tenant's schedule asks for: the same however many processes create it.</summary>
    public async Task CreateScheduled(string tenant, DateTimeOffset at, CancellationToken ct)
    {
        var job = new InvoiceJob
        {
            Id = OrderKey.Of(FormattableString.Invariant($"{tenant}/{at:O}")).ToString(), Tenant = tenant, Type = JobType.AUTOMATIC,
            CreatedAt = clock.GetUtcNow(), By = "schedule",
        };
        if (await Find(tenant, job.Id, ct) is null)
        {
            await Store(job, [], null, ct);
        }
    }

    /// <returns>Null: the tenant has no such job.</returns>
    public async Task<InvoiceJob?> Find(string tenant, string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<InvoiceJob>(id, ct) is { } job && job.Tenant == tenant ? job : null;
    }

    public async Task<IReadOnlyList<InvoiceJob>> Newest(string tenant, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<InvoiceJob>().Where(job => job.Tenant == tenant)
            .OrderByDescending(job => job.CreatedAt).Take(limit).ToListAsync(ct);
    }

    /// <summary>One after the other, so that a job of ten thousand needs no more memory than one of ten.</summary>
    public async IAsyncEnumerable<JobEntry> Entries(InvoiceJob job, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var place = 0;
        foreach (var selected in await Selections(session, job.Id, ct))
        {
            foreach (var ids in selected.Orders.Chunk(Batch))
            {
                var processes = (await session.LoadManyAsync<OrderProcess>(
                    ct, ids.Select(id => OrderKey.Of(EmporixOrders.NumberOf(job.Tenant, id))))).ToDictionary(order => order.OrderNo);
                var invoices = (await session.LoadManyAsync<EmporixInvoice>(
                    ct, ids.Select(id => EmporixOrders.NumberOf(job.Tenant, id)))).ToDictionary(invoice => invoice.Id);
                foreach (var id in ids)
                {
                    var number = EmporixOrders.NumberOf(job.Tenant, id);
                    // What an earlier job has left of an order is not what this one comes to.
                    var process = place++ < job.TakenIn ? processes.GetValueOrDefault(number) : null;
                    yield return Entry(id, selected.Invoiced.Contains(id), process, invoices.GetValueOrDefault(number));
                }
            }
        }
    }

    /// <summary>Orders of the tenant that are invoiced already.</summary>
    public static async Task<IReadOnlyList<string>> Invoiced(
        IQuerySession session, string tenant, IReadOnlyList<string> orderIds, CancellationToken ct)
    {
        var invoiced = new List<string>();
        foreach (var ids in orderIds.Chunk(Batch))
        {
            var orders = await session.LoadManyAsync<OrderProcess>(ct, ids.Select(id => OrderKey.Of(EmporixOrders.NumberOf(tenant, id))));
            invoiced.AddRange(orders.Where(order => order.IsCompleted)
                .Select(order => EmporixOrders.Parse(order.OrderNo)!.Value.OrderId));
        }

        return invoiced;
    }

    public static async Task<IReadOnlyList<OrdersSelected>> Selections(IQuerySession session, string jobId, CancellationToken ct) =>
        [.. (await session.Events.FetchStreamAsync(jobId, token: ct)).Select(happened => happened.Data).OfType<OrdersSelected>()];

    private static string[] Checked(IReadOnlyList<string> orderIds)
    {
        string[] ids = [.. orderIds.Select(id => id.Trim())];
        if (Array.FindIndex(ids, id => !EmporixOrders.IsId(id)) is >= 0 and var place)
        {
            throw new FormatException($"orderIds[{place}] is no id of an order: 1 to {EmporixOrders.LongestId} characters are allowed");
        }

        string[] orders = [.. ids.Distinct()];
        return orders.Length is > 0 and <= MostOrders
            ? orders
            : throw new FormatException($"orderIds has {orders.Length} orders, 1 to {MostOrders} are allowed");
    }

    private JobEntry Entry(string id, bool wasInvoiced, OrderProcess? order, EmporixInvoice? invoice)
    {
        // Whatever becomes of further mails.
        order = order is null ? null : order with { Steps = [.. order.Steps.Where(step => step.Phase != StepPhase.FollowUp)] };
        var link = invoice is null ? null : options.Value.LinkTo(invoice)?.ToString();
        return wasInvoiced
            ? Told(JobEntry.Failure, $"already invoiced: {invoice?.Number}")
            : order?.State switch
            {
                OrderState.Completed => Told(JobEntry.Success, invoice?.Mails.Any(
                        mail => mail.Tries > 1 && order.StepNamed(mail.Step) is not null) == true
                    ? "possibly mailed twice: the mail server did not say what became of the first mail"
                    : null),
                OrderState.NothingToInvoice => Told(JobEntry.Failure, "nothing was delivered"),
                OrderState.Dismissed => Told(JobEntry.Failure, "taken out by a person"),
                OrderState.Failed => Told(JobEntry.Failure, Reason(order.Steps.First(step => step.Status == StepStatus.Failed))),
                _ => Told(JobEntry.Pending, null),
            };

        // What else is told of a failure is for operations.
        static string Reason(Step failed) =>
            failed is { FailureKind: FailureKind.InvalidData or FailureKind.Refused or FailureKind.NumberTaken, Message: { } message }
                ? message
                : $"waits for a person ({failed.FailureKind})";

        JobEntry Told(string status, string? message) => new(id, status, message, link, invoice?.Number)
        {
            OrderNumber = order is null ? null : EmporixData.Of(order)?.OrderNumber,
        };
    }

    private async Task<string> StoreOnce(InvoiceJob job, string[] orders, string key, CancellationToken ct)
    {
        var request = new JobRequest(
            $"{job.Tenant}/{key}",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Type}\n{string.Join('\n', orders)}"))),
            job.Id);
        try
        {
            return await Store(job, orders, request, ct);
        }
        catch (DocumentAlreadyExistsException)
        {
            await using var session = store.QuerySession();
            var first = (await session.LoadAsync<JobRequest>(request.Id, ct))!;
            return first.Digest == request.Digest ? first.JobId : throw new JobKeyUsedException();
        }
    }

    private async Task<string> Store(InvoiceJob job, string[] orders, JobRequest? request, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Insert(job);
        session.Events.StartStream(job.Id, new JobCreated(job.Tenant, job.Type, job.By));
        if (job.IsSelected)
        {
            session.Events.Append(
                job.Id, new OrdersSelected(orders, await Invoiced(session, job.Tenant, orders, ct)), new SelectionEnded(orders.Length));
        }

        if (request is not null)
        {
            session.Insert(request);
        }

        await session.SaveChangesAsync(ct);
        return job.Id;
    }
}

/// <summary>An idempotency key came again with another request.</summary>
internal sealed class JobKeyUsedException() : Exception("The Idempotency-Key was used for another request before.");
