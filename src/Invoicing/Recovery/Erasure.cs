using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Recovery;

/// <summary>Erases the personal data of finished orders some time after they are finished. Looks every hour.</summary>
internal sealed class Erasure(PersonalData data, IOptions<InvoicingSettings> options, ILogger<Erasure> logger) : BackgroundService
{
    private const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        do
        {
            try
            {
                int erased;
                do
                {
                    erased = await data.Erase(TimeSpan.FromDays(options.Value.EraseAfterDays), Batch, stoppingToken);
                    if (erased > 0)
                    {
                        logger.LogInformation("Personal data of {Count} finished orders erased", erased);
                    }
                }
                while (erased == Batch);

                while (await data.EraseDiscarded(TimeSpan.FromDays(options.Value.EraseAfterDays), Batch, stoppingToken) == Batch)
                {
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: orders must be invoiced though an old one cannot be erased.
                logger.LogWarning(
                    "Personal data cannot be erased now ({Reason}); trying again in an hour",
                    e is PostgresException postgres ? $"{nameof(PostgresException)} {postgres.SqlState}" : e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
