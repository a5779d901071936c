using System.CommandLine;
using Invoicing.Harness;
using Invoicing.Torture.Faults;

namespace Invoicing.Torture;

/// <summary>The command line: which faults, how often, with which seeds.</summary>
internal static class Series
{
    private const int DefaultOrders = 500;

    public static async Task<int> Run(string[] args)
    {
        var faults = new Option<string>(
            "--fault") { Description = "Names with commas between them, or 'all', or 'mix' for two to four compatible ones by seed. "
                + "Names with a plus between them are one mixture.", DefaultValueFactory = _ => "all" };
        var seed = new Option<int>("--seed") {
            Description = "Of the first run; each further run takes the next.",
            DefaultValueFactory = _ => 1 };
        var orders = new Option<int>("--orders") { DefaultValueFactory = _ => DefaultOrders };
        var runs = new Option<int>("--runs") { Description = "Of each fault.", DefaultValueFactory = _ => 1 };
        var vtex = new Option<double?>("--vtex")
        {
            Description = "The share of orders that come from VTEX, 0 to 1; if it is not said, 0.6 where a fault is about VTEX, else 0.15.",
        };
        var emporix = new Option<double?>("--emporix")
        {
            Description = "How many orders come by invoice jobs of Emporix besides the others, as a share of these, 0 and more; if it is not "
                + "said, 0.6 where a fault is about Emporix, else 0.1.",
        };
        var selection = new Option<bool>("--selection") { Description = "Some faults of every kind with few orders: about ten minutes." };
        var list = new Option<bool>("--list") { Description = "Name the faults and do nothing." };
        var report = new Option<bool>("--report") { Description = "Write the document from the results and do nothing else." };
        var results = new Option<string>("--results") {
            Description = "File that results are added to.",
            DefaultValueFactory = _ => Report.ResultsFile };
        var command = new RootCommand("Runs the service as a real process while things go wrong, and checks what becomes of every order.")
        {
            faults, seed, orders, runs, vtex, emporix, selection, list, report, results,
        };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(list))
            {
                All.Faults.ForEach(fault => Console.WriteLine($"{fault.Name,-32} {fault.Description}"));
                return 0;
            }

            if (parsed.GetValue(report))
            {
                Report.Write();
                return 0;
            }

            var plan = parsed.GetValue(selection)
                ? Plan.Selection(parsed.GetValue(seed))
                : Plan.Of(parsed.GetValue(faults)!, parsed.GetValue(runs), parsed.GetValue(orders), parsed.GetValue(seed));
            return await Carry([.. plan], new(parsed.GetValue(vtex), parsed.GetValue(emporix)), parsed.GetValue(results)!);
        });
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> Carry(IReadOnlyList<PlannedRun> plan, Shares shares, string file)
    {
        await using var servers = await PrivateServers.Start();
        var execution = new Execution(servers, await Execution.Commit(), shares, Console.WriteLine);
        var bad = 0;
        foreach (var run in plan)
        {
            var result = await execution.Carry(run.Faults, run.Orders, run.Seed);
            await File.AppendAllTextAsync(file, result.ToJson() + "\n");
            bad += result.Verdict == Result.Held ? 0 : 1;
        }

        Console.WriteLine($"{plan.Count - bad} of {plan.Count} runs held");
        return bad == 0 ? 0 : 1;
    }
}
