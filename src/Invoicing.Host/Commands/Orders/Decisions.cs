using System.Text.Json.Serialization;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Carries out one decision for some orders, each by itself, and tells what has become of each.</summary>
internal static class Decisions
{
    // As many as may hold an order's lock at a time.
    private const int AtATime = 8;

    // More are counted, and only the refused ones told one by one.
    private const int MostTold = 50;

    /// <summary>For one order; as JSON one object.</summary>
    public static async Task<int> CarryOut(OperatorRun run, string number, Func<string, Task<OrderProcess>> decide)
    {
        var result = await Decide(number, decide);
        return Tell(run, [result], json: result);
    }

    /// <summary>
    /// For all that a filter finds: a group operation, which the service carries on if this command is killed. As JSON a list. When the
    /// command is interrupted, the group is stopped.
    /// </summary>
    public static async Task<int> CarryOut(OperatorRun run, GroupOperation wanted, OrderFilter filter)
    {
        var groups = run.Get<GroupStore>();
        var group = await groups.Start(wanted, filter, run.Ct);
        var (total, decided) = ((await groups.Progress(group, run.Ct)).Orders, 0);
        using var stop = new StopSignals();
        await ProgressDisplay.Show(
            total,
            () => Volatile.Read(ref decided),
            () => $"{Wording.Number(Volatile.Read(ref decided))} of {Wording.Number(total)} orders",
            () => UntilDecided(run, group, stop.Token, () => Interlocked.Increment(ref decided)));
        if (stop.IsCancellationRequested)
        {
            await groups.Stop(group.Id, wanted.Decision with { Reason = "interrupted" }, CancellationToken.None);
        }

        var orders = await groups.Orders(group.Id, 0, total, CancellationToken.None);
        var goesOn = group.Action is GroupAction.Retry or GroupAction.Release;
        var code = Tell(run, [.. orders.Where(order => order.State != GroupOrderState.Waiting).Select(order =>
            order.State == GroupOrderState.Refused
                ? new DecisionOutcome(order.OrderNo, Error: order.Detail)
                : new DecisionOutcome(order.OrderNo, order.Detail, GoesOn: goesOn))]);
        if (orders.Count(order => order.State == GroupOrderState.Waiting) is not 0 and var left)
        {
            var why = (await groups.Find(group.Id, CancellationToken.None))?.StoppedBecause ?? "interrupted";
            Console.Error.WriteLine($"invoicing: {why}; {Wording.Number(left)} orders are as they were.");
            return CommandLine.Failed;
        }

        return code;
    }

    private static async Task UntilDecided(OperatorRun run, GroupOperation group, CancellationToken stop, Action told)
    {
        var groups = run.Get<GroupStore>();
        do
        {
            // A service that runs may have been first: it carries the group on, and this only looks.
            if (!await run.Get<GroupRunner>().Run(group.Id, toTheEnd: false, stop, told))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (!stop.IsCancellationRequested && (await groups.Progress(group, CancellationToken.None)).Waiting > 0
            && await groups.Find(group.Id, CancellationToken.None) is { State: GroupState.Running });
    }

    /// <summary>
    /// For many; as JSON a list. What was begun is ended when the command is interrupted: each order is decided whole or not at all.
    /// </summary>
    public static async Task<int> CarryOut(OperatorRun run, IReadOnlyList<string> numbers, Func<string, Task<OrderProcess>> decide)
    {
        var results = new DecisionOutcome?[numbers.Count];
        var done = 0;
        using var stop = new StopSignals();
        var work = Parallel.ForAsync(0, numbers.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) =>
        {
            if (!stop.IsCancellationRequested)
            {
                results[i] = await Decide(numbers[i], decide);
                Interlocked.Increment(ref done);
            }
        });
        if (numbers.Count > MostTold)
        {
            var all = Wording.Number(numbers.Count);
            await ProgressDisplay.Show(
                numbers.Count,
                () => Volatile.Read(ref done),
                () => $"{Wording.Number(Volatile.Read(ref done))} of {all} orders",
                () => work);
        }

        await work;
        var code = Tell(run, [.. results.OfType<DecisionOutcome>()]);
        if (done < numbers.Count)
        {
            Console.Error.WriteLine($"invoicing: interrupted; {Wording.Number(numbers.Count - done)} orders are as they were.");
            return CommandLine.Failed;
        }

        return code;
    }

    /// <returns>The exit code.</returns>
    public static int Tell(OperatorRun run, IReadOnlyList<DecisionOutcome> results, object? json = null)
    {
        run.Write(json ?? results, ConsoleOutput.Json, () => WriteText([.. results.Where(result => result.Error is null)]));
        List<string> refused = [.. results.Select(result => result.Error).OfType<string>()];
        refused.Take(MostTold).ToList().ForEach(error => Console.Error.WriteLine($"invoicing: {error}"));
        if (refused.Count > MostTold)
        {
            Console.Error.WriteLine(
                $"invoicing: and {Wording.Number(refused.Count - MostTold)} more were refused; --output json lists all.");
        }

        return refused.Count == 0 ? 0 : CommandLine.Failed;
    }

    private static void WriteText(List<DecisionOutcome> results)
    {
        const string GoesOn = " The running service goes on with it.";
        var lines = results.Count switch
        {
            0 => ["No order."],
            <= MostTold => results.Select(result =>
                $"Order {result.OrderNo}{(result.State is null ? "" : $": {result.State}.")}{(result.GoesOn ? GoesOn : "")}"),
            _ => results.GroupBy(result => result.State).Select(same =>
                $"{Wording.Number(same.Count())} orders{(same.Key is null ? "" : $": {same.Key}")}."),
        };
        lines.ToList().ForEach(Console.WriteLine);
    }

    private static async Task<DecisionOutcome> Decide(string orderNo, Func<string, Task<OrderProcess>> decide)
    {
        try
        {
            var row = await decide(orderNo);
            return new(orderNo, row.State.ToString(), GoesOn: row.DueAt is not null);
        }
        catch (Exception e) when (e is CommandRefusedException or UpdateRefusedException or UnknownOrderException)
        {
            return new(orderNo, Error: e.Message);
        }
    }
}

/// <param name="State">After the decision; null when it was refused or only looked at.</param>
internal sealed record DecisionOutcome(
    string OrderNo, string? State = null, string? Error = null, [property: JsonIgnore] bool GoesOn = false);
