using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.OperatingOrders;
using Invoicing.OrderInvoicing;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Carries out one decision for some orders, each by itself, and tells what has become of each.</summary>
internal static class Decisions
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <param name="outcomes">What JSON output is of these: one order, or a list.</param>
    public static async Task<int> CarryOut(
        ParseResult parsed,
        DecisionOptions options,
        IEnumerable<string> numbers,
        Func<OrderCommands, string, Task<OrderRow>> decide,
        Func<List<DecisionOutcome>, object> outcomes)
    {
        using var host = Operator.Build(parsed.GetValue(options.Settings)!);
        var commands = host.Services.GetRequiredService<OrderCommands>();
        var results = new List<DecisionOutcome>();
        foreach (var orderNo in numbers.Select(OrderNumbers.Normal).Distinct())
        {
            results.Add(await Decide(orderNo, () => decide(commands, orderNo)));
        }

        var asJson = parsed.GetValue(options.Output) == OutputOption.Json;
        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(outcomes(results), s_json));
        }

        foreach (var result in results)
        {
            if (result.Error is not null)
            {
                await Console.Error.WriteLineAsync($"invoicing: {result.Error}");
            }
            else if (!asJson)
            {
                await Console.Out.WriteLineAsync($"Order {result.OrderNo}: {result.State}.{(result.GoesOn ? " The running service goes on with it." : "")}");
            }
        }

        return results.TrueForAll(result => result.Error is null) ? 0 : CommandLine.Failed;
    }

    private static async Task<DecisionOutcome> Decide(string orderNo, Func<Task<OrderRow>> decide)
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

/// <param name="State">After the decision; null when it was refused.</param>
internal sealed record DecisionOutcome(string OrderNo, string? State = null, string? Error = null)
{
    [JsonIgnore]
    public bool GoesOn { get; init; }
}
