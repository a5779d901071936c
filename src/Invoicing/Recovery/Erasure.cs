using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Recovery;

/// <summary>
/// Erases personal data when its time has come (<c>Invoicing:Retention</c>), and that of people who asked for it once their orders are
/// finished. Looks every hour. Files of feeds are deleted by whoever writes them.
/// </summary>
internal sealed class Erasure(
    PersonalData data, IEnumerable<IErasedInTime> others, IOptions<InvoicingSettings> options, ILogger<Erasure> logger)
    : BackgroundService
{
    private const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        do
        {
            foreach (var (name, erase) in Work(stoppingToken))
            {
                try
                {
                    await All(name, erase);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // Whatever it is: orders must be invoiced though an old one cannot be erased.
                    logger.LogWarning(
                        "Personal data cannot be erased now ({What}: {Reason}); trying again in an hour",
                        name,
                        e is PostgresException postgres ? $"{nameof(PostgresException)} {postgres.SqlState}" : e.GetType().Name);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<(string Name, Func<Task<int>> Erase)> Work(CancellationToken ct)
    {
        var retention = options.Value.Retention;
        return
        [
            ("finished orders", () => data.Erase(TimeSpan.FromDays(retention.Orders), Batch, ct)),
            ("orders of people who asked for it", () => data.EraseWished(Batch, ct)),
            ("discarded messages", () => data.EraseDiscarded(TimeSpan.FromDays(retention.Orders), Batch, ct)),
            ("events that cannot be read", () => data.DeleteUnreadable(TimeSpan.FromDays(retention.Orders), Batch, ct)),
            ("mails", () => data.EraseMails(TimeSpan.FromDays(retention.Mails), Batch, ct)),
            ("entries of the audit", () => data.DeleteAudit(TimeSpan.FromDays(retention.Audit), Batch, ct)),
            ("answers to requests", () => data.DeleteAnswers(Batch, ct)),
            .. others.Select(other => (other.Name, (Func<Task<int>>)(() => other.EraseOld(Batch, ct)))),
        ];
    }

    private async Task All(string name, Func<Task<int>> erase)
    {
        int erased;
        do
        {
            erased = await erase();
            if (erased > 0)
            {
                logger.LogInformation("Personal data of {Count} {What} erased", erased, name);
            }
        }
        while (erased >= Batch);
    }
}
