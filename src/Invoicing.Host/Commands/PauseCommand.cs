using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Composition;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing pause SYSTEM</c> and <c>invoicing resume SYSTEM</c>.</summary>
internal static class PauseCommand
{
    private static string Names => string.Join("|", InstalledSystems.All.Select(system => system.Texts.Name));

    public static Command CreatePause() => Create(
        "pause",
        "Make no calls to a system until `invoicing resume`. Orders are taken in and wait; calls that are under way end by themselves.",
        (store, system, decision, beside, ct) => store.Begin(system, decision.By, decision.Reason, kind: null, ct, beside),
        "are paused: within a second, every running service makes none. Orders are taken in and wait.",
        "are paused already");

    public static Command CreateResume() => Create(
        "resume",
        "Make calls to a system again: one first, then more with every one that is answered.",
        (store, system, decision, beside, ct) => store.Resume(system, decision.By, decision.Reason, ct, beside),
        "are being resumed: one first, then more. See `invoicing status`.",
        "are not paused.");

    /// <param name="done">What is said of the calls once that is done.</param>
    /// <param name="refused">What is said of them where there was nothing to do, and no pause is left that says it.</param>
    private static Command Create(
        string name,
        string description,
        Func<PauseStore, string, OperatorDecision, Action<IDocumentSession, Pause>, CancellationToken, Task<bool>> change,
        string done,
        string refused)
    {
        var systemName = new Argument<string>("SYSTEM") { Description = $"What to {name} calls to: {Names}.", HelpName = Names };
        systemName.AcceptOnlyFromAmong([.. InstalledSystems.All.Select(system => system.Texts.Name)]);
        var options = new DecisionOptions("in the table mt_events");
        return new Command(name, description) { systemName }.Runs(Run, options);

        async Task<int> Run(OperatorRun run)
        {
            var system = InstalledSystems.All.Single(system => system.Texts.Name == run.Given.GetValue(systemName)).Texts;
            var store = run.Get<PauseStore>();
            var (decision, audit) = (options.Of(run.Given), run.Get<AuditLog>());
            var isDone = await change(
                store, system.Name, decision, (session, _) => audit.Add(session, name, system.Name, decision), run.Ct);
            var now = (await store.Current(run.Ct)).FirstOrDefault(pause => pause.System == system.Name);
            return !isDone
                ? throw new PauseRefusedException(now?.Text(system.DisplayName) ?? $"Calls to {system.DisplayName} {refused}")
                : run.Write(
                    new
                    {
                        system = system.Name, state = now?.State.ToString() ?? "Open",
                        since = now?.Since, by = now?.By, reason = now?.Reason,
                    },
                    ConsoleOutput.Json,
                    () => Console.WriteLine($"Calls to {system.DisplayName} {done}"));
        }
    }
}
