using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>
/// The database is put back to an older state, with orders on their way at both times; broker and Retail Pro stay ahead. Operations do what
/// <c>recover-from-backup</c> tells them: all orders are published again, the intake's errors moved back, what nobody can know looked up.
/// </summary>
internal class RestoredDatabase(string name, string erp) : Fault
{
    private const int Rounds = 4;

    public RestoredDatabase()
        : this("restored-database", "Retail Pro refuses duplicates")
    {
    }

    public override string Name => name;
    public override string Description =>
        $"the service is killed, its database put back to an older state, and all orders are published again; {erp}";
    public override Uses Uses => Uses.Everything;
    public override TimeSpan QuietBound => TimeSpan.FromMinutes(3);

    // With the rows the numbers of invoices are lost, and Retail Pro does not tell them again.
    public override bool TakesVtex => false;

    // Numbers that were drawn since the backup are drawn once more.
    public override bool TakesEmporix => false;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.7);
        await run.Service.Kill();
        await run.Installation.Database.Backup();
        await run.StartService().Started();
        var before = run.Oms.Published;
        await run.Oms.Has(1);
        await run.Service.Kill();
        await run.Installation.Database.Restore();
        run.Fired(Name);
        run.Fired($"{Name}: orders published since the backup", run.Oms.Published - before);
        var recovered = await run.Installation.Run("recover-from-backup", "--reason", "the disk was lost");
        if (recovered.ExitCode != 0)
        {
            throw new InvalidOperationException($"recover-from-backup: {recovered}");
        }

        await run.StartService().Started();
        await run.Oms.Publish(run.Messages);
    }

    public override async Task Afterwards(Run run)
    {
        run.Latitude = run.Latitude with { CuredEntriesRemain = true };
        await run.Installation.Broker.MoveBack("order-invoicing");
        var orphans = await Orphans(run);
        for (var round = 0; round < Rounds; round++)
        {
            await Quietness.Wait(run, QuietBound);
            var settled = await Person.SettlesUnknownOutcomes(
                run,
                (orderNo, step, shown) => orphans.Remove(Wanted(run, orderNo, step, shown)));
            if (settled.Count == 0)
            {
                return;
            }

            run.Fired($"{Name}: settled by a person", settled.Count);
        }
    }

    /// <summary>What a person finds in Retail Pro: slips under numbers that the database no longer knows.</summary>
    private static async Task<List<string>> Orphans(Run run)
    {
        var known = (await run.Installation.Database.Rows("select split_part(key, '/', 3) from calls where step <> 'invoice'")).Select(
            row => (string)row[0]!).ToHashSet();
        using var ledger = JsonDocument.Parse(await run.Installation.RetailPro.Ledger());
        return [.. ledger.RootElement.GetProperty("slips").EnumerateArray().Where(slip => !known.Contains(SlipComparison.NumberOf(slip)))
            .Select(SlipComparison.Describe)];
    }

    private static string Wanted(Run run, string orderNo, string step, JsonElement shown)
    {
        var from = shown.GetProperty("transfers").EnumerateArray().Single(slip => $"slip/{slip.GetProperty("slipNo").GetString()}" == step)
            .GetProperty("fromStore")
            .GetString();
        return run.Expected.Orders[orderNo].Slips.Where(slip => slip.From == from).Select(SlipComparison.Describe).FirstOrDefault() ?? "";
    }
}

/// <summary>Nobody but a person can find out what was lost.</summary>
internal sealed class RestoredDatabaseOfErpThatAcceptsDuplicates()
    : RestoredDatabase(
        "restored-database-duplicates-accepted",
        "Retail Pro accepts duplicates and cannot be asked: a person settles what is in doubt")
{
    public override IEnumerable<(string Name, string Value)> Settings =>
        [("RetailPro__RefusesDuplicates", "false"), ("RetailPro__CallTimeout", "00:00:05"), ("Invoicing__AnswerTimeout", "00:00:07")];

    public override Task Prepare(Run run) => run.Installation.RetailPro.Faults("""{"refuseDuplicates":false}""");
}
