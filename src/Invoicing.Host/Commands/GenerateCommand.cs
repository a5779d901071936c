using System.CommandLine;
using System.Text;
using Invoicing.Simulators.Oms;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing generate</c>: orders to try the service with.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var orders = new Option<int>("--orders")
        {
            Description = "How many orders; some are published two or three times, so there are more messages.",
            HelpName = "N",
            Required = true,
        };
        orders.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && (!int.TryParse(token.Value, out var number) || number < 0))
            {
                result.AddError($"'{token.Value}' is not a number of orders.");
            }
        });
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same messages on every machine.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output") { Description = "Where to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var unreadable = new Option<bool>("--include-unreadable") { Description = "With messages that have no readable order number, or are no JSON." };
        var command = new Command("generate", "Write orders as an OMS publishes them, good and bad, as JSON Lines: one message a line, for `invoicing publish`.")
        {
            orders, seed, output, unreadable,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var messages = OrderGenerator.Generate(parsed.GetValue(orders), parsed.GetValue(seed), parsed.GetValue(unreadable));
            await using var stream = parsed.GetValue(output) is "-" ? Console.OpenStandardOutput() : File.Create(parsed.GetValue(output)!);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024) { NewLine = "\n" };
            foreach (var message in messages)
            {
                await writer.WriteLineAsync(message.Json.AsMemory(), ct);
            }

            return 0;
        });
        return command;
    }
}
