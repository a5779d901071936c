using Invoicing.Operations;
using Invoicing.Storage;
using MassTransit;
using MassTransit.Monitoring;
using Npgsql;

namespace Invoicing.Host.Http;

/// <summary>
/// Whether this process can take orders: database and bus. That Retail Pro or the mail server is away is no reason to send traffic
/// elsewhere.
/// </summary>
internal sealed class Readiness(NpgsqlDataSource database, IBusControl bus, TimeProvider clock)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(2);

    // Anybody may ask: one answer serves all who ask at the same time.
    private readonly Remembered<bool> _last = new(clock);

    public Task<bool> IsReady(CancellationToken ct) => _last.Get(
        async () => bus.CheckHealth().Status == BusHealthStatus.Healthy && await DatabaseAnswers(), _ => s_remembered, ct);

    private async Task<bool> DatabaseAnswers()
    {
        // Whoever asks and goes away must not be the reason for a no.
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await using var connection = await database.OpenConnectionAsync(limit.Token);
            await connection.Execute("select 1", limit.Token);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }
}
