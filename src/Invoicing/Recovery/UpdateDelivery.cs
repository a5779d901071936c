using System.Diagnostics;
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
    private const int Batch = 500;

    private const int SharesOfTime = 20;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(30);

    // A message that is sent while its connection is being lost may wait for the broker's confirm for ever (RabbitMQ.Client 7.1.2).
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);

    private readonly OutageLog _outage = new(logger, "Handing on updates of orders");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
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
                _outage.Failed(time.IsCancellationRequested ? new TimeoutException($"no answer within {s_longestLook.TotalSeconds} s") : e);
            }

            // Where very many wait, each look takes its time. It takes long, too, while the broker is away, and that is over at once.
            var pause = s_interval + (SharesOfTime * Stopwatch.GetElapsedTime(started));
            await Task.Delay(pause < s_longestPause ? pause : s_longestPause, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
