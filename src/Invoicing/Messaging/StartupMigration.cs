using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Messaging;

/// <summary>Before the bus starts: schema, the mode that it is all for, and error queues. Waits for servers that are not up yet.</summary>
internal sealed class StartupMigration(
    DatabaseSchema schema,
    InstallationModes modes,
    WorkQueues queues,
    IOptions<InvoicingSettings> invoicing,
    IOptions<MessagingSettings> messaging,
    IOptions<RabbitMqSettings> broker,
    ILogger<StartupMigration> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var mode = invoicing.Value.Mode;
        await UntilItWorks("PostgreSQL", () => schema.Ensure(cancellationToken), cancellationToken);
        await UntilItWorks("PostgreSQL", () => modes.Take(mode, cancellationToken), cancellationToken);
        if (messaging.Value.Transport == Transport.RabbitMq)
        {
            await UntilItWorks(
                "RabbitMQ",
                () => Topology.DeclareWhatMassTransitLeaves(BrokerAddress.Parse(broker.Value.Uri), queues, mode, cancellationToken),
                cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task UntilItWorks(string server, Func<Task> action, CancellationToken ct)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && IsAway(e))
            {
                if (!told)
                {
                    logger.LogWarning(
                        "{Server} does not answer yet: {Message}. Waiting for it; `invoicing check` tells what is wrong",
                        server, e.Message);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    private static bool IsAway(Exception e) => DatabaseFaults.IsAway(e) || e is RabbitMQ.Client.Exceptions.BrokerUnreachableException;
}
