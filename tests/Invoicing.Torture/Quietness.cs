using System.Diagnostics;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture;

/// <summary>Waits until nothing goes on by itself any more.</summary>
internal static class Quietness
{
    private static readonly string[] s_workQueues =
        ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures", "vtex-steps", "emporix-steps"];

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(400);

    // Longer than anything that still goes on takes for one step.
    private const int CalmLooks = 5;

    public static async Task<Quiet> Wait(Run run, TimeSpan bound)
    {
        var clock = Stopwatch.StartNew();
        var (before, calm, since) = ("", 0, TimeSpan.Zero);
        while (clock.Elapsed < bound)
        {
            var (idle, picture) = await Look(run);
            calm = idle && picture == before ? calm + 1 : 0;
            since = calm == 0 ? clock.Elapsed : since;
            if (calm == CalmLooks)
            {
                return new Quiet(true, since, bound);
            }

            before = picture;
            await Task.Delay(s_step);
        }

        return new Quiet(false, clock.Elapsed, bound);
    }

    // Not the verdict, only its time: what is looked at here is looked at again by the oracle, from outside.
    private static async Task<(bool Idle, string Picture)> Look(Run run)
    {
        var row = (await run.Installation.Database.Rows("""
            select (select count(*) from mt_doc_order),
                   (select count(*) from mt_doc_order where due_at is not null or state in ('Invoicing', 'Transferring', 'Delivering')),
                   (select count(*) from mt_doc_mail where sent_at is null) + (select count(*) from mt_doc_notice where mail_id is null),
                   (select count(*) from timeline),
                   (select count(*) from mt_doc_notice),
                   (select count(*) from mt_doc_waiting_update),
                   (select count(*) from mt_doc_emporix_job where not is_taken_in)
            """))[0];
        var busy = (long)row[1]! + (long)row[2]! + (long)row[5]! + (long)row[6]!;
        var waiting = 0;
        var failed = 0;
        foreach (var queue in s_workQueues)
        {
            waiting += await run.Installation.Broker.Depth(queue);
            failed += await run.Installation.Broker.Depth(queue + "_error");
        }

        var enough = (long)row[0]! >= run.Expected.Orders.Count
            && (run.Latitude.ErrorsMayBeGone || failed >= run.Expected.IntakeErrors)
            && failed >= run.Latitude.Planted;
        return (busy == 0 && waiting == 0 && enough, $"{string.Join(' ', row)} {waiting} {failed} "
            + $"{await run.Installation.RetailPro.AllCalls()} {run.MailServer.Messages.Count}");
    }
}
