using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing retries</c>: decisions about all orders of a filter, and how far each is.</summary>
internal static class RetriesCommand
{
    private const int MostShown = 50;

    public static Command Create() => new(
        "retries", "See and stop what was begun for many orders at once: by `orders retry`, `hold`, `release` and `dismiss` with a "
            + "filter, or over HTTP.")
    {
        List(), Show(), Stop(),
    };

    private static Command List() => new Command("list", "List them, the newest first, and how far each is.").Runs(async run =>
    {
        var groups = run.Get<GroupStore>();
        var found = new List<(GroupOperation Group, GroupProgress Progress)>();
        foreach (var group in await groups.List(running: false, MostShown, run.Ct))
        {
            found.Add((group, await groups.Progress(group, run.Ct)));
        }

        return run.Write(found.Select(one => Json(one.Group, one.Progress)), ConsoleOutput.JsonWithNulls, console =>
        {
            var table = ConsoleOutput.TableOf(
                6, [5], "Id", "Begun", "What", "State", "By", "Orders meant", "Orders", "Waiting", "Failed again");
            foreach (var (group, progress) in found)
            {
                table.AddRow(
                    new Text(group.Id.ToString()), new Text(Wording.Time(group.StartedAt)), new Text(GroupStore.Named(group.Action)),
                    new Text(group.State.ToString()), new Text(group.Decision.By), new Text(group.Meant), new Text($"{progress.Orders}"),
                    new Text($"{progress.Waiting}"), new Text($"{progress.FailedAgain}"));
            }

            console.Write(found.Count == 0 ? new Text("Nothing was begun for many orders at once.\n") : table);
        });
    });

    private static Command Show()
    {
        var id = Id();
        return new Command("show", "Show how far one is, and its orders that were refused or failed again.") { id }.Runs(async run =>
        {
            var groups = run.Get<GroupStore>();
            var group = await Find(run, id);
            var progress = await groups.Progress(group, run.Ct);
            var refused = await groups.Orders(group.Id, 0, MostShown, run.Ct, GroupOrderState.Refused);
            var failed = await groups.Orders(group.Id, 0, MostShown, run.Ct, outcome: GroupOutcome.FailedAgain);
            return run.Write(
                new { retry = Json(group, progress), refused, failedAgain = failed },
                ConsoleOutput.JsonWithNulls,
                console =>
                {
                    var facts = ConsoleOutput.Facts();
                    facts.Add("What", $"{GroupStore.Named(group.Action)} {group.Meant}");
                    facts.Add("State", group.StoppedBecause is { } why ? $"{group.State}: {why}" : group.State.ToString());
                    var (by, reason) = group.Decision;
                    facts.Add("Begun", $"{Wording.Time(group.StartedAt)} by {by} ({group.Decision.Via}): {reason}");
                    facts.Add("Ended", group.EndedAt is { } end ? Wording.Time(end) : null);
                    facts.Add("Rate", group.Rate is { } rate ? $"at most {rate} orders a second" : "all at once");
                    facts.Add("Orders", $"{progress.Orders}: {progress.Waiting} waiting, {progress.UnderWay} under way, "
                        + $"{progress.Accepted} accepted, {progress.Deferred} deferred, {progress.FailedAgain} failed again, "
                        + $"{progress.Refused} refused");
                    console.Write(facts);
                    foreach (var order in refused)
                    {
                        console.WriteIndented($"refused: {TextSanitizer.Line(order.Detail ?? order.OrderNo, 500)}", by: 2);
                    }

                    foreach (var order in failed)
                    {
                        console.WriteIndented($"failed again: {TextSanitizer.Line(order.OrderNo, 100)}", by: 2);
                    }
                });
        });
    }

    private static Command Stop()
    {
        var id = Id();
        var options = new DecisionOptions("in the audit");
        return new Command("stop", "Stop one: what was decided stays, its other orders are as they were.") { id }.Runs(
            async run =>
            {
                var group = await Find(run, id);
                if (!await run.Get<GroupStore>().Stop(group.Id, options.Of(run.Given), run.Ct))
                {
                    throw new CommandRefusedException($"{group.Id} does not run any more: {group.State}.");
                }

                return run.Write(
                    new { id = group.Id, stopped = true }, ConsoleOutput.Json, () => Console.WriteLine($"{group.Id} is stopped."));
            },
            options);
    }

    private static Argument<Guid> Id() => new("ID") { Description = "As `retries list` shows it." };

    private static async Task<GroupOperation> Find(OperatorRun run, Argument<Guid> id) =>
        await run.Get<GroupStore>().Find(run.Given.GetValue(id), run.Ct)
            ?? throw new CommandRefusedException($"There is no retry {run.Given.GetValue(id)}: see `invoicing retries list`.");

    private static object Json(GroupOperation group, GroupProgress progress) => new
    {
        group.Id, group.Action, group.State, group.StoppedBecause, group.Meant, group.Decision.By, group.Decision.Via,
        group.Decision.Reason, group.Rate, group.StartedAt, group.EndedAt, progress,
    };
}
