using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Torture.Faults;

namespace Invoicing.Torture;

/// <summary>Carries out one run and judges it.</summary>
internal sealed class Execution(PrivateServers servers, string commit, Shares shares, Action<string> say)
{
    private const int MostViolations = 12;
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(30);

    /// <summary>The commit that the program was built from; with a plus behind it when files differ from it now.</summary>
    public static async Task<string> Commit()
    {
        var built = typeof(Execution).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            .Split('+')[^1];
        // Not the results, to which every run adds a line.
        var changes = await Command.Run(
            "git", ["-C", Repository.Path(
                ""), "diff", "--stat", built, "--", "src", "tests", "infra", ":!tests/Invoicing.Torture/Results"], []);
        var strangers = await Command.Run("git", ["-C", Repository.Path(""), "status", "--porcelain", "--", "src"], []);
        return built[..10] + (changes.ExitCode != 0 || changes.Output.Length + strangers.Output.Length > 0 ? "+" : "");
    }

    public async Task<Result> Carry(IReadOnlyList<Fault> faults, int orders, int seed)
    {
        var clock = Stopwatch.StartNew();
        var name = string.Join('+', faults.Select(fault => fault.Name));
        Run? run = null;
        try
        {
            run = await Run.Create(servers, faults, orders, seed, shares, _ => { });
            var violations = await Judge(run, faults);
            // A fault's counts carry its name.
            var idle = faults.Where(
                fault => !run.HasFired
                    .Any(fired => fired.Value > 0 && fired.Key.StartsWith(fault.Name, StringComparison.Ordinal))).ToList();
            var verdict = violations.Count > 0 ? Result.Violated : idle.Count > 0 ? Result.Void : Result.Held;
            run.Installation.KeepsFolder |= verdict != Result.Held;
            return Conclude(
                run,
                verdict,
                [.. violations.Select(violation => violation.ToString()), .. idle.Select(fault => $"{fault.Name} has not fired")]);
        }
        catch (Exception e)
        {
            run?.Installation.KeepsFolder = true;
            return Conclude(run, Result.Broken, [$"{e.GetType().Name}: {e.Message}", .. (e.StackTrace ?? "").Split('\n').Take(6)]);
        }
        finally
        {
            if (run is not null)
            {
                await CleanUp(run, faults);
            }
        }

        Result Conclude(Run? of, string verdict, IReadOnlyList<string> violations)
        {
            var result = new Result(
                DateTimeOffset.UtcNow, commit, name, seed, orders, verdict, of?.HasFired ?? new Dictionary<string, int>(),
                of?.Measures ?? [], [.. violations.Take(MostViolations)], Math.Round(clock.Elapsed.TotalSeconds, 1));
            say(result.ToString());
            foreach (var line in violations.Take(MostViolations))
            {
                say("           " + line);
            }

            if (verdict != Result.Held && of is not null)
            {
                say($"           {violations.Count} in all; logs are kept in {of.Installation.Folder}");
            }

            return result;
        }
    }

    // What remains of one run may spoil the next, so it is told, but the result stands.
    private async Task CleanUp(Run run, IReadOnlyList<Fault> faults)
    {
        foreach (var clean in faults.Select(fault => (Func<Task>)(() => fault.Cleanup(run))).Prepend(() => run.DisposeAsync().AsTask()))
        {
            try
            {
                await clean();
            }
            catch (Exception e)
            {
                say($"           could not be cleaned up: {e.Message}");
            }
        }
    }

    private static async Task<List<Violation>> Judge(Run run, IReadOnlyList<Fault> faults)
    {
        // VTEX is told of a parcel a minute after it did not show the invoice yet.
        var bound = faults.Max(fault => fault.QuietBound) + TimeSpan.FromMinutes(
            run.Expected.Marketplace.Count + run.Emporix.Orders.Orders.Count == 0 ? 0 : 1);
        foreach (var fault in faults)
        {
            await fault.Prepare(run);
        }

        await run.Restart();
        await run.Emporix.SetUp();
        var publishing = run.Oms.PublishAll();
        await Task.WhenAll(faults.Select(fault => fault.Inject(run)).Append(publishing).Append(run.Vtex.GoesOn(run))
            .Append(run.Emporix.PostJobs(run)));
        await run.Restart();
        var quiet = await Quietness.Wait(run, bound);
        var settled = quiet.Reached ? await Person.SettlesWhatMayNotBeRepeated(run) : [];
        run.Measure("returns settled by a person", settled.Count(step => step.StartsWith("vtex", StringComparison.Ordinal)));
        run.Measure("captures and mails settled by a person", settled.Count(step => step.StartsWith("emporix", StringComparison.Ordinal)));
        foreach (var fault in faults)
        {
            await fault.Afterwards(run);
        }

        quiet = quiet.Reached ? await Quietness.Wait(run, bound) with { After = quiet.After } : quiet;
        run.Measure("quiet after s", quiet.After.TotalSeconds);
        var ofVtex = run.Expected.Orders.Values.Select(order => order.Vtex).OfType<ExpectedInVtex>().ToList();
        run.Measure("orders of VTEX", ofVtex.Count);
        run.Measure("parcels and events", ofVtex.Sum(order => order.Parcels.Count + order.Events.Count));
        run.Measure("returns", ofVtex.Sum(order => order.Returns.Count));
        run.Measure("orders of Emporix", run.Emporix.Orders.Orders.Count);
        var emporix = await run.Emporix.Collect(run);
        run.Measure("captures", JsonDocument.Parse(emporix.Ledger).RootElement.GetProperty("captures").GetArrayLength());
        run.Measure("customers with two mails", emporix.Mails.GroupBy(mail => mail.To[0]).Count(same => same.Count() > 1));
        await Stop(run);
        var evidence = await Collecting.From(run, quiet, emporix, mayLoseNumbers: faults.Any(fault => fault.LosesNumbers));
        List<Violation> violations =
            [.. run.Violations, .. Invariants.Check(evidence), .. await Reconciling.Check(run, evidence)];
        if (violations.Count > 0)
        {
            await Collecting.Keep(evidence, run.Installation.Folder);
        }

        return violations;
    }

    private static async Task Stop(Run run)
    {
        var clock = Stopwatch.StartNew();
        await run.Installation.StopAll();
        run.Measure("stop s", clock.Elapsed.TotalSeconds);
        if (clock.Elapsed > s_stopBound)
        {
            run.Violations.Add(new("I9", $"The service took {clock.Elapsed.TotalSeconds:0} s to stop."));
        }
    }
}
