using Invoicing.Process;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Messaging;

/// <summary>
/// Sends what orders lead to that came by no message, and holds whoever takes them in back while the queues are full. What is lost on the
/// way is sent again from the order's row.
/// </summary>
internal sealed class OrderDispatch(
    IBus bus,
    QueueDepths depths,
    IOptions<InvoicingSettings> invoicing,
    ILogger<OrderDispatch> logger)
{
    // A message that is sent while its connection is being lost may wait for the broker's confirm for ever (RabbitMQ.Client 7.1.2).
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private bool _inTrouble;

    /// <summary>Returns when the queues have room and the broker answers.</summary>
    /// <param name="queue">Of the system that all these orders go to; null: they go to any.</param>
    public async Task WaitForRoom(CancellationToken ct, string? queue = null)
    {
        while (await InTime(time => depths.Waiting(time, queue), ct) is not { } waiting || waiting >= invoicing.Value.RecoveryWindow)
        {
            await Task.Delay(s_pause, ct);
        }
    }

    public async Task Send(IReadOnlyList<PendingMessage> messages, CancellationToken ct) => await InTime(
        async time =>
        {
            await Task.WhenAll(messages.Select(message => bus.Dispatch(message, invoicing.Value.Mode, time)));
            return (long)messages.Count;
        },
        ct);

    /// <returns>Null: the broker is away.</returns>
    private async Task<long?> InTime(Func<CancellationToken, Task<long>> work, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_longest);
        try
        {
            var result = await work(time.Token).WaitAsync(time.Token);
            if (_inTrouble)
            {
                logger.LogInformation("RabbitMQ answers; orders of feeds and jobs go on");
                _inTrouble = false;
            }

            return result;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (!_inTrouble)
            {
                logger.LogWarning(
                    "Orders of feeds and jobs wait: RabbitMQ does not answer: {Type}: {Message}. Trying again until it works",
                    e.GetType().Name, e.Message);
                _inTrouble = true;
            }

            return null;
        }
    }
}
