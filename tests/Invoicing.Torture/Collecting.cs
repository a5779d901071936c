using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Npgsql;

namespace Invoicing.Torture;

/// <summary>
/// Collects what a run has left behind. No service runs any more, so that what it held unacknowledged lies in its queue again.
/// </summary>
internal static class Collecting
{
    public static async Task<Evidence> From(Run run, Quiet quiet, EmporixEvidence emporix, bool mayLoseNumbers)
    {
        var installation = run.Installation;
        var list = await installation.Run("orders", "list", "--limit", "10000", "--output", "json");
        list.ExitCode.ShouldBeZero(list.ToString());
        var depths = new Dictionary<string, int>();
        foreach (var queue in await installation.Broker.Queues())
        {
            var name = queue.GetProperty("name").GetString()!;
            depths[name] = await installation.Broker.Depth(name);
        }

        var errors = await Reports.ErrorsOf(installation.Broker);
        foreach (var (queue, entries) in errors.Where(queue => queue.Value.Count != depths[queue.Key + "_error"]))
        {
            throw new InvalidOperationException(
                $"{queue}_error holds {depths[queue + "_error"]} entries, but {entries.Count} can be seen.");
        }

        return new Evidence
        {
            Expected = run.Expected,
            Ledger = await installation.RetailPro.Ledger(),
            Vtex = await run.Vtex.Collect(mayLoseNumbers ? null : await installation.RetailPro.RepeatedInvoices()),
            Emporix = emporix,
            Orders = ListedOrder.Read(list.Output),
            Depths = depths,
            Errors = errors,
            Mails = run.MailsToOperations,
            Logs = installation.Logs + run.Servers.ReadLog("postgres") + run.Servers.ReadLog("rabbitmq"),
            Confidential = Confidential(run, emporix),
            Quiet = quiet,
            Latitude = run.Latitude,
        };
    }

    /// <summary>For whoever looks into what went wrong; mails and logs lie there already.</summary>
    public static async Task Keep(Evidence evidence, string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "ledger.json"), evidence.Ledger);
        await File.WriteAllTextAsync(Path.Combine(folder, "vtex.json"), evidence.Vtex?.Ledger ?? "");
        await File.WriteAllTextAsync(Path.Combine(folder, "emporix.json"), evidence.Emporix?.Ledger ?? "");
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "jobs.txt"), evidence.Emporix?.Jobs.Select(job => $"{job.Planned.Tenant} {job.Json}") ?? []);
        await File.WriteAllLinesAsync(Path.Combine(folder, "orders.txt"), evidence.Orders.Select(order => order.ToString()));
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "errors.txt"), evidence.Errors
                .SelectMany(queue => queue.Value, (queue, entry) => $"{queue.Key}: {entry.Reason} {entry.Body}"));
    }

    // Who has a link may read the invoice.
    private static HashSet<string> Confidential(Run run, EmporixEvidence emporix) =>
    [
        .. Emporix.Secrets,
        .. emporix.Files.Keys.Select(link => Path.GetFileNameWithoutExtension(link)),
        .. run.Emporix.Orders.Orders.Select(order => order.Json?["customer"]?["lastName"]?.GetValue<string>()).OfType<string>(),
        .. run.Expected.Marketplace.Select(order => order.Address?.Street).OfType<string>(),
        .. run.Messages.SelectMany(Leaks.PersonalDataOf),
        Vtex.Token,
        Uri.UnescapeDataString(run.Installation.Broker.Uri.UserInfo.Split(':')[1]),
        new NpgsqlConnectionStringBuilder(run.Installation.Database.ConnectionString).Password!,
    ];

    private static void ShouldBeZero(this int exitCode, string otherwise)
    {
        if (exitCode != 0)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
