using System.Globalization;
using System.Text.Json;

namespace Invoicing.Benchmarks.Load;

/// <summary>
/// The load generator is a process of its own, so that its CPU is told apart and it is warm when it counts. It is told what to do
/// line by line: <c>orders FIRST COUNT STORES ORIGIN</c>, then <c>window N</c>, <c>rate N</c> or <c>flood</c>.
/// </summary>
internal static class LoadProgram
{
    /// <param name="open">What it writes to standard output goes to the errors: standard output is for answers.</param>
    public static async Task<int> Run(Func<Task<ILoad>> open)
    {
        var answers = Console.Out;
        Console.SetOut(Console.Error);
        var load = await open();
        IReadOnlyList<SampleOrder> orders = [];
        Say("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            int Number(int place) => int.Parse(words[place], CultureInfo.InvariantCulture);
            var run = new LoadRun(load, orders);
            switch (words[0])
            {
                case "orders":
                    orders = [.. SampleOrders.Take(Number(1), Number(2), Number(3), Enum.Parse<Origin>(words[4]))];
                    GC.Collect();
                    Say("ready");
                    break;
                case "window":
                    Say(JsonSerializer.Serialize(await run.KeepOnTheWay(Number(1))));
                    break;
                case "rate":
                    Say(JsonSerializer.Serialize(await run.Constant(double.Parse(words[1], CultureInfo.InvariantCulture))));
                    break;
                case "flood":
                    Say(JsonSerializer.Serialize(await run.Flood(() => Say("published"))));
                    break;
                default:
                    throw new ArgumentException($"'{line}' is not known.");
            }
        }

        return 0;

        void Say(string line)
        {
            answers.WriteLine(line);
            answers.Flush();
        }
    }
}
