using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Recovery;

/// <summary>
/// The clock of the flow: time-outs, back-off, restart after a crash and the cure for lost messages are all one due time on the order's
/// row. Any number of instances may run it.
/// </summary>
internal sealed class RecoveryWorker(
    DueOrders orders,
    QueueDepths depths,
    Admission admission,
    IBus bus,
    IOptions<InvoicingSettings> invoicing,
    IOptions<MessagingSettings> messaging,
    ILogger<RecoveryWorker> logger)
    : BackgroundService
{
    // A message that is sent while its connection is being lost may wait for the broker's confirm for ever (RabbitMQ.Client 7.1.2): without
    // a limit the recovery would wait with it. What was claimed comes up again.
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);

    private readonly OutageLog _outage = new(logger, "Resuming due orders");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var remembered = messaging.Value.Transport == Transport.RabbitMq;
        using var timer = new PeriodicTimer(invoicing.Value.RecoveryInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!remembered)
                {
                    await orders.MakeAllDue(stoppingToken);
                    remembered = true;
                }

                await ResumeDueInTime(stoppingToken);
                _outage.Works();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // A broker that is away says so in its own way, and not as a cancellation.
                return;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
            }
        }
    }

    private async Task ResumeDueInTime(CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_longestLook);
        try
        {
            await ResumeDue(time.Token).WaitAsync(time.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {s_longestLook.TotalSeconds} s");
        }
    }

    private async Task ResumeDue(CancellationToken ct)
    {
        // Orders that wait for a paused system are left alone: they would be told to wait, and come up again.
        var heldBack = await admission.HeldBack(ct);
        // Most looks find nothing: the broker is not asked for them, queue by queue.
        if (!await orders.AreThere(ct))
        {
            return;
        }

        var room = (int)(invoicing.Value.RecoveryWindow - await depths.Waiting(ct));
        if (room <= 0)
        {
            return;
        }

        var again = invoicing.Value.AnswerTimeout;
        List<DueOrder> due = [.. await orders.Claim(room, again, heldBack.Keys, ct)];
        foreach (var (system, calls) in heldBack.Where(held => held.Value > 0))
        {
            due.AddRange(await orders.ClaimOf(system, Math.Min(calls, room), again, ct));
        }

        if (due.Count == 0)
        {
            return;
        }

        var endpoint = await bus.GetSendEndpoint(Queues.AddressOf(Queues.OrderInvoicing));
        await Task.WhenAll(due.Select(order =>
            endpoint.Send(new ResumeInvoicing(order.OrderNo), context => context.GoOn(order.Trace), ct)));
        logger.LogInformation("Resumed {Count} due orders", due.Count);
    }
}
