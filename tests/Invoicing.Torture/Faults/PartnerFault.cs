using System.Diagnostics;
using Invoicing.Harness;

namespace Invoicing.Torture.Faults;

/// <summary>A simulated system misbehaves for as long as orders are published, and some seconds more, towards two processes.</summary>
/// <param name="rules">As <c>PUT /faults</c> takes them.</param>
internal abstract class PartnerFault(string name, string description, double afterwards, params string[] rules) : Fault
{
    private const int Enough = 10;
    private const int RefusedTimes = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    public override string Name => name;
    public override string Description => description;

    // Waits after 429 double, and begin anew only with a call that is answered.
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(120);

    protected abstract FaultRules RulesOf(Run run);

    public override async Task Inject(Run run)
    {
        await RulesOf(run).Misbehaves(run.Random.Next(), Name, rules);
        await run.StartBeside();
        await run.Oms.Has(1);
        await Task.Delay(TimeSpan.FromSeconds(afterwards));
        // Beside another fault it may take longer until the system is called at all.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience && await RulesOf(run).HasFired(Name) < Enough;)
        {
            await Task.Delay(500);
        }

        run.Fired(Name, await RulesOf(run).IsWell(Name));
    }

    /// <summary>Credentials are refused for a while, three times: all calls are paused, until a person has mended it.</summary>
    protected async Task RefusesCredentials(Run run, string system, string rule)
    {
        await run.StartBeside();
        for (var time = 0; time < RefusedTimes; time++)
        {
            await run.Oms.Has((time + 1) * 0.2);
            var before = await RulesOf(run).HasFired(Name);
            await RulesOf(run).Misbehaves(run.Random.Next(), Name, [rule]);
            await Wait.Until(async () => await RulesOf(run).HasFired(Name) > before, $"{system} has refused the credentials");
            await run.Pause(1, 3);
            await RulesOf(run).IsWell(Name);
            // Until whoever has asked while it was amiss has its answer, and cannot pause anew what is resumed.
            await Task.Delay(TimeSpan.FromSeconds(2.5));
            var resumed = await run.Installation.Run("resume", system, "--reason", "the key is mended");
            // Of several clients that are refused one may have been held back alone: then its system was not paused anew.
            if (resumed.ExitCode != 0 && !(system == "emporix" && resumed.Errors.Contains("are being resumed")))
            {
                run.Violations.Add(new("I9", $"Calls to {system} cannot be resumed: {resumed}"));
            }
        }

        run.Fired(Name, await RulesOf(run).HasFired(Name));
    }

    /// <summary>The service is killed right after some calls have come, while the fault lasts.</summary>
    protected async Task KillsAfter(Run run, Func<Task<int>> calls, int times, Task fault)
    {
        var (known, killed) = (0, 0);
        while (killed < times && !fault.IsCompleted)
        {
            if (await calls() > known)
            {
                await run.KillAndRestart($"{Name}: killed");
                await run.Pause(0.5, 2);
                (known, killed) = (await calls(), killed + 1);
            }

            await Task.Delay(50);
        }

        await fault;
    }
}
