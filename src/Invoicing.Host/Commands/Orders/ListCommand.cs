using System.CommandLine;
using System.Text.Json;
using Invoicing.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders list</c>.</summary>
internal static class ListCommand
{
    private const int LongestList = 10_000;

    public static Command Create()
    {
        var states = StateOption.Create("Only orders in these states");
        var search = new Option<string?>("--search")
        {
            Description = "Part of an order number or of the OMS's id; or a store code, a document number or the number of a slip that was sent, as a whole.",
            HelpName = "TEXT",
        };
        var limit = LimitOption();
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("list", "List orders, newest first, and how many there are in each state.") { states, search, limit, output, settings };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!);
            var wanted = parsed.GetValue(search) is { } text && OrderNumbers.Normal(text) is { Length: > 0 } normal ? normal : null;
            var list = await host.Services.GetRequiredService<OrderViews>().List(parsed.GetValue(states) ?? [], wanted, parsed.GetValue(limit), ct);
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(list, OrderDetailsJson.Readable.OrderList));
            }
            else
            {
                ConsoleOutput.Print(console => OrderTable.Write(console, list, DateTimeOffset.UtcNow));
            }

            return 0;
        });
        return command;
    }

    private static Option<int> LimitOption()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many orders.", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && (!int.TryParse(token.Value, out var number) || number is < 1 or > LongestList))
            {
                result.AddError($"'{token.Value}' is not a limit: 1 to {LongestList} is expected.");
            }
        });
        return limit;
    }
}
