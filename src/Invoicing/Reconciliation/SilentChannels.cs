using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Reconciliation;

/// <summary>A sales channel from which no order has come for longer than is usual.</summary>
/// <param name="Since">Business hours of this length have passed since then.</param>
internal sealed record SilentChannel(string Channel, double Hours, DateTimeOffset Since)
{
    public override string ToString() => ErrorText.Invariant(
        $"No order of the channel {Channel} has come for {Hours:0.##} business hours, since {IsoTime.Minute(Since)}.");
}

/// <summary>Finds them, in business hours; outside of these nobody is expected to order.</summary>
internal sealed class SilentChannels(
    ReconciliationQueries orders, IOptions<ReconciliationSettings> options, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
{
    public async Task<IReadOnlyList<SilentChannel>> Read(CancellationToken ct)
    {
        var (now, silent) = (clock.GetUtcNow(), new List<SilentChannel>());
        var hours = BusinessHours.Read(options.Value.BusinessHours, invoicing.Value.Zone)!;
        foreach (var (channel, limit) in hours.Has(now) ? options.Value.Silence : [])
        {
            if (hours.Before(now, TimeSpan.FromHours(limit)) is { } since && !await orders.HasCome(channel, since, ct))
            {
                silent.Add(new(channel, limit, since));
            }
        }

        return silent;
    }
}
