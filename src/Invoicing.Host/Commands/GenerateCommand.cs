using System.CommandLine;
using System.Text;
using Invoicing.Simulators.Oms;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing generate</c>: orders to try the service with.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var orders = Options
            .Value<int>("--orders", "N", "How many orders; some are published two or three times, so there are more messages.")
            .Between(0, int.MaxValue, "a number of orders");
        orders.Required = true;
        var seed = Options.Value("--seed", "S", "The same seed gives the same messages on every machine.", 1);
        var output = Options.Value("--output", "FILE", "Where to write; - is standard output.", "-");
        var unreadable = Options.Flag("--include-unreadable", "With messages that have no readable order number, or are no JSON.");
        var command = new Command(
            "generate", "Write orders as an OMS publishes them, good and bad, as JSON Lines: one message a line, for `invoicing publish`.")
        {
            orders, seed, output, unreadable,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var messages = OrderGenerator.Generate(parsed.GetValue(orders), parsed.GetValue(seed), parsed.GetValue(unreadable));
            await using var stream = parsed.GetValue(output) is "-" ? Console.OpenStandardOutput() : File.Create(parsed.GetValue(output)!);
            // UTF-8 without a mark.
            await using var writer = new StreamWriter(stream, new UTF8Encoding(), bufferSize: 64 * 1024) { NewLine = "\n" };
            foreach (var message in messages)
            {
                await writer.WriteLineAsync(message.Json.AsMemory(), ct);
            }
        });
        return command;
    }
}
