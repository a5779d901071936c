using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Operations;
using Invoicing.Process;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Carries out one decision for some orders, each by itself, and tells what has become of each.</summary>
internal static class Decisions
{
    // As many as may hold an order's lock at a time.
    private const int AtATime = 8;

    // More are counted, and only the refused ones told one by one.
    private const int MostTold = 50;

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>For one order; as JSON one object.</summary>
    public static async Task<int> CarryOut(ParseResult parsed, DecisionOptions options, string number, Func<OrderCommands, string, Task<OrderProcess>> decide)
    {
        using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
        var commands = host.Services.GetRequiredService<OrderCommands>();
        var orderNo = OrderNumbers.Normal(number);
        return await Tell(parsed, options, [await Decide(orderNo, () => decide(commands, orderNo))], results => results[0]);
    }

    /// <summary>For many; as JSON a list. What was begun is ended when the command is interrupted: each order is decided whole or not at all.</summary>
    public static async Task<int> CarryOut(
        ParseResult parsed, DecisionOptions options, OrderSelection selection, Func<OrderCommands, string, Task<OrderProcess>> decide, CancellationToken ct)
    {
        using var host = CommandHost.Build(parsed.GetValue(options.Settings)!);
        var numbers = await selection.Find(parsed, host.Services, ct);
        if (selection.IsDryRun(parsed))
        {
            return await Tell(parsed, options, [.. numbers.Select(orderNo => new DecisionOutcome(orderNo))], results => results);
        }

        var commands = host.Services.GetRequiredService<OrderCommands>();
        var results = new DecisionOutcome?[numbers.Count];
        var done = 0;
        using var stop = new StopSignals();
        var work = Parallel.ForAsync(0, numbers.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) =>
        {
            if (!stop.Token.IsCancellationRequested)
            {
                results[i] = await Decide(numbers[i], () => decide(commands, numbers[i]));
                Interlocked.Increment(ref done);
            }
        });
        if (numbers.Count > MostTold)
        {
            await ProgressDisplay.Show(numbers.Count, () => Volatile.Read(ref done), () => $"{ProgressDisplay.Number(Volatile.Read(ref done))} of {ProgressDisplay.Number(numbers.Count)} orders", () => work);
        }

        await work;
        var code = await Tell(parsed, options, [.. results.OfType<DecisionOutcome>()], told => told);
        if (done < numbers.Count)
        {
            await Console.Error.WriteLineAsync($"invoicing: interrupted; {ProgressDisplay.Number(numbers.Count - done)} orders are as they were.");
            return CommandLine.Failed;
        }

        return code;
    }

    private static async Task<int> Tell(
        ParseResult parsed, DecisionOptions options, IReadOnlyList<DecisionOutcome> results, Func<IReadOnlyList<DecisionOutcome>, object> asJson)
    {
        var refused = results.Where(result => result.Error is not null).ToList();
        if (parsed.GetValue(options.Output) == OutputOption.Json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(asJson(results), Json));
        }
        else
        {
            foreach (var line in Lines([.. results.Where(result => result.Error is null)]))
            {
                await Console.Out.WriteLineAsync(line);
            }
        }

        foreach (var result in refused.Take(MostTold))
        {
            await Console.Error.WriteLineAsync($"invoicing: {result.Error}");
        }

        if (refused.Count > MostTold)
        {
            await Console.Error.WriteLineAsync($"invoicing: and {ProgressDisplay.Number(refused.Count - MostTold)} more were refused; --output json lists all.");
        }

        return refused.Count == 0 ? 0 : CommandLine.Failed;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<DecisionOutcome> results)
    {
        if (results.Count == 0)
        {
            return ["No order."];
        }

        const string GoesOn = " The running service goes on with it.";
        return results.Count <= MostTold
            ? results.Select(result => result.State is null ? $"Order {result.OrderNo}" : $"Order {result.OrderNo}: {result.State}.{(result.GoesOn ? GoesOn : "")}")
            : results.GroupBy(result => result.State).Select(same => $"{ProgressDisplay.Number(same.Count())} orders{(same.Key is null ? "" : $": {same.Key}")}.");
    }

    private static async Task<DecisionOutcome> Decide(string orderNo, Func<Task<OrderProcess>> decide)
    {
        try
        {
            var row = await decide();
            return new(orderNo, row.State.ToString()) { GoesOn = row.DueAt is not null };
        }
        catch (Exception e) when (e is CommandRefusedException or UnknownOrderException)
        {
            return new(orderNo, Error: e.Message);
        }
    }
}

/// <param name="State">After the decision; null when it was refused or only looked at.</param>
internal sealed record DecisionOutcome(string OrderNo, string? State = null, string? Error = null)
{
    [JsonIgnore]
    public bool GoesOn { get; init; }
}
