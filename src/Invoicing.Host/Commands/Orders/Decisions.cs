using System.Text.Json.Serialization;
using Invoicing.Operations;
using Invoicing.Process;

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
            var all = ProgressDisplay.Number(numbers.Count);
            await ProgressDisplay.Show(
                numbers.Count,
                () => Volatile.Read(ref done),
                () => $"{ProgressDisplay.Number(Volatile.Read(ref done))} of {all} orders",
                () => work);
        }

        await work;
        var code = Tell(run, [.. results.OfType<DecisionOutcome>()]);
        if (done < numbers.Count)
        {
            Console.Error.WriteLine($"invoicing: interrupted; {ProgressDisplay.Number(numbers.Count - done)} orders are as they were.");
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
                $"invoicing: and {ProgressDisplay.Number(refused.Count - MostTold)} more were refused; --output json lists all.");
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
                $"{ProgressDisplay.Number(same.Count())} orders{(same.Key is null ? "" : $": {same.Key}")}."),
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
