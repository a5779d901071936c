using Invoicing.Messaging;
using Invoicing.Storage;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.Recovery;

/// <summary>
/// Brings updates to their orders once these are known. One whose order never comes is told to people after a month. A crash may bring one
/// twice, which changes nothing.
/// </summary>
internal sealed class UpdateDelivery(WaitingUpdates updates, IBus bus, ILogger<UpdateDelivery> logger) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(30);

    // A message that is sent while its connection is being lost may wait for the broker's confirm for ever (RabbitMQ.Client 7.1.2).
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);

    private readonly OutageLog _outage = new(logger, "Handing on updates of orders");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            time.CancelAfter(s_longestLook);
            try
            {
                var to = await bus.GetSendEndpoint(Queues.AddressOf(Queues.OrderInvoicing));
                while (await updates.HandOn(
                    Batch, s_longestWait, update => to.Send(update, time.Token), time.Token).WaitAsync(time.Token) == Batch)
                {
                }

                _outage.Works();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
            }
        }
    }
}
