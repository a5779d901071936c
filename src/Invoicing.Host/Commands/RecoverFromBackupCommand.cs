using System.CommandLine;
using System.Text.Json;
using Invoicing.Host.Commands.Orders;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing recover-from-backup</c>: the database was put back to an older state, and Retail Pro was not.</summary>
internal static class RecoverFromBackupCommand
{
    public static Command Create()
    {
        var options = new DecisionOptions("in the table restorations");
        var command = new Command(
            "recover-from-backup",
            "After the database was restored from a backup, before the service is started: notes that calls made since the backup are unknown, so that nothing is invoiced twice.");
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
            await host.Services.GetRequiredService<Migrations>().Apply(ct);
            var (restoration, unfinished) = await host.Services.GetRequiredService<BackupRestores>().Note(parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct);
            Console.WriteLine(parsed.GetValue(options.Output) == OutputOption.Json
                ? JsonSerializer.Serialize(new { at = restoration.At, firstSlipNo = $"{restoration.FirstSlipNo:00000000}", unfinishedOrders = unfinished })
                : $"""
                   Noted at {restoration.At:u}. {unfinished} orders in this database are not finished; new slips are numbered from {restoration.FirstSlipNo:00000000}.
                   For each of them, and for each order completed before now that comes again, an earlier call is taken for possible.

                   What to do next:
                     1. Start the service.
                     2. Publish all orders again that the OMS completed since the backup was taken: `invoicing publish FILE`. More does no harm.
                     3. Move what lies in order-invoicing_error back to order-invoicing: answers to orders that were not known yet.
                     4. Settle what `invoicing orders list --state failed` shows as OutcomeUnknown with `invoicing orders confirm`.
                   """);
            return 0;
        });
        return command;
    }
}
