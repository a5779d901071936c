using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary>
/// Shows how far the work of a command is: a bar on a terminal, else a line every few seconds. On standard error, as the lines of failures.
/// </summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(3);
    private static readonly IAnsiConsole s_console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    /// <param name="total">Of what is done, such as bytes to read; null: not known.</param>
    /// <param name="done">So far.</param>
    /// <param name="counts">The same in words.</param>
    public static async Task Show(long? total, Func<long> done, Func<string> counts, Func<Task> work)
    {
        if (Console.IsErrorRedirected)
        {
            await Watch(work(), s_line, () => Console.Error.WriteLine(counts()));
            return;
        }

        var bar = s_console.Progress().AutoClear(true).Columns(
            new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        await bar.StartAsync(context =>
        {
            var task = context.AddTask(counts(), maxValue: Math.Max(1, total ?? 1));
            task.IsIndeterminate = total is null;
            return Watch(work(), s_frame, () =>
            {
                task.Description = Markup.Escape(counts());
                task.Value = total is null ? 0 : done();
            });
        });
    }

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

    private static async Task Watch(Task work, TimeSpan every, Action show)
    {
        while (await Task.WhenAny(work, Task.Delay(every)) != work)
        {
            show();
        }

        await work;
    }
}
