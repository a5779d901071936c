using System.CommandLine;
using System.Text.Json;
using Invoicing.Operations;
using Invoicing.Process;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var number = OrderNumbers.One();
        var full = new Option<bool>("--full") { Description = "With the requests to Retail Pro and its answers. They hold personal data; so does the JSON output." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("show", "Show all that is known of an order: stores, invoice, slips, warnings, failures and what to do about them, timeline.")
        {
            number, full, output, settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = CommandHost.Build(parsed.GetValue(settings)!);
            var orderNo = OrderNumbers.Normal(parsed.GetValue(number)!);
            var order = await host.Services.GetRequiredService<OrderViews>().Find(orderNo, ct) ?? throw new UnknownOrderException(orderNo);
            IStepPlanner[] systems = [.. host.Services.GetServices<IStepPlanner>()];
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(OrderDetails.Of(order, systems), OrderDetailsJson.Readable.OrderDetails));
            }
            else
            {
                ConsoleOutput.Print(console => new OrderPage(console, DateTimeOffset.UtcNow, parsed.GetValue(full)).Write(order, systems));
            }

            return 0;
        });
        return command;
    }
}
