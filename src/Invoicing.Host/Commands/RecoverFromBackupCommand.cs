using System.CommandLine;
using Invoicing.Storage;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing recover-from-backup</c>: the database was put back to an older state, and Retail Pro was not.</summary>
internal static class RecoverFromBackupCommand
{
    public static Command Create()
    {
        var options = new DecisionOptions("in the table mt_doc_restoration");
        return new Command(
            "recover-from-backup",
            "After the database was restored from a backup, before the service is started: notes that calls made since the backup are "
                + "unknown, so that nothing is invoiced twice.").Runs(Run, options);

        async Task<int> Run(OperatorRun run)
        {
            await run.Get<DatabaseSchema>().Apply(run.Ct);
            var decision = options.Of(run.Given);
            var (by, reason) = decision;
            await run.Get<AuditLog>().Add("recover from backup", "database", decision, run.Ct);
            var (restoration, unfinished) = await run.Get<BackupRestores>().Note(by, reason, run.Ct);
            var firstSlipNo = $"{restoration.FirstSlipNo:00000000}";
            return run.Write(
                new { at = restoration.At, firstSlipNo, unfinishedOrders = unfinished },
                form: null,
                () => Console.WriteLine(Text(restoration.At, unfinished, firstSlipNo)));
        }
    }

    private static string Text(DateTimeOffset at, long unfinished, string firstSlipNo) => $"""
        Noted at {at:u}. {unfinished} orders in this database are not finished; new slips are numbered from {firstSlipNo}.
        For each of them, and for each order completed before now that comes again, an earlier call is taken for possible.

        What to do next:
          1. Start the service.
          2. Publish all orders again that the OMS completed since the backup was taken: `invoicing publish FILE`. More does no harm.
          3. Move what lies in order-invoicing_error back to order-invoicing: answers to orders that were not known yet.
          4. Settle what `invoicing orders list --state failed` shows as OutcomeUnknown with `invoicing orders confirm`.
        """;
}
