using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>
/// The status says success and the answer says no, or nothing clear. Nobody but a person can know what became of the unclear ones; the
/// refused ones lie in the error queue with a mail, and go through once Retail Pro is mended.
/// </summary>
internal sealed class ErpThatSaysNoWith200() : ErpThatAcceptsDuplicates(
    "erp-says-no-with-200", "Retail Pro refuses a tenth of the calls under 200 and answers some with what is neither yes nor no, carried "
        + "out or not: a person settles and retries them",
    """{"kind":"saysNo","rate":0.1},{"kind":"unclear","rate":0.02},{"kind":"appliedThenUnclear","rate":0.02}""")
{
    public override async Task Afterwards(Run run)
    {
        run.Latitude = run.Latitude with { CuredEntriesRemain = true };
        var list = await run.Installation.Run("orders", "list", "--state", "Failed", "--limit", "10000", "--output", "json");
        var refused = ListedOrder.Read(list.Output)
            .Where(order => order.FailureKind == "Refused" && run.Expected.Orders[order.OrderNo].Trouble is null).ToList();
        var errors = await Reports.ErrorsOf(run.Installation.Broker);
        var entries = errors["invoice-order"].Concat(errors["transfer-inventory"]).Select(entry => entry.OrderNo).ToHashSet();
        foreach (var order in refused)
        {
            if (!entries.Contains(order.OrderNo) || !run.MailsToOperations.Any(mail => mail.Names(order.OrderNo)))
            {
                run.Violations.Add(new("I5", $"Order {order.OrderNo} was refused under 200 without an entry or without a mail."));
            }
        }

        run.Fired($"{Name}: refused", refused.Count);
        run.Fired($"{Name}: settled by a person", (await Person.SettlesUnknownOutcomes(run)).Count);
        var retry = await run.Installation
            .Run(
                "errors", "retry", "--cause", "Refused", "--queue", "invoice-order", "--queue", "transfer-inventory", "--rate", "2000",
                "--reason", "Retail Pro is mended");
        if (retry.ExitCode != 0)
        {
            run.Violations.Add(new("I1", $"What was refused under 200 cannot be retried: {retry}"));
        }
    }
}
