using System.Globalization;
using Spectre.Console;

namespace Invoicing.Host.Commands.Publishing;

/// <summary>Shows how far publishing is: a bar on a terminal, else a line every few seconds. On standard error, as the lines of failures.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(3);
    private static readonly IAnsiConsole s_console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <param name="total">Bytes to read; null: not known.</param>
    /// <param name="read">Bytes read so far.</param>
    /// <param name="counts">What has been published and what not.</param>
    public static Task Show(long? total, Func<long> read, Func<string> counts, Func<Task> work) =>
        Console.IsErrorRedirected ? ShowLines(counts, work()) : ShowBar(total, read, counts, work);

    public static void Tell(string line)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            s_console.WriteLine(line);
        }
    }

    private static async Task ShowLines(Func<string> counts, Task work)
    {
        while (await Task.WhenAny(work, Task.Delay(s_line)) != work)
        {
            await Console.Error.WriteLineAsync(counts());
        }

        await work;
    }

    private static Task ShowBar(long? total, Func<long> read, Func<string> counts, Func<Task> work) =>
        s_console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask(counts(), maxValue: Math.Max(1, total ?? 1));
                bar.IsIndeterminate = total is null;
                var working = work();
                while (await Task.WhenAny(working, Task.Delay(s_frame)) != working)
                {
                    bar.Description = Markup.Escape(counts());
                    bar.Value = total is null ? 0 : read();
                }

                await working;
            });

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
