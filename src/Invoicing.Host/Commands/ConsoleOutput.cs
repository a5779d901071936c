using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary>Output for people: coloured and as wide as the terminal; in a pipe wide and plain, so that <c>grep</c> finds whole lines.</summary>
internal static class ConsoleOutput
{
    private const int PipeWidth = 200;

    public static void Print(Action<IAnsiConsole> write)
    {
        if (Console.IsOutputRedirected)
        {
            Console.Out.Write(Plain(PipeWidth, write));
        }
        else
        {
            write(AnsiConsole.Console);
        }
    }

    /// <summary>What a terminal of this width would show, without colours and without blanks at the ends of lines.</summary>
    public static string Plain(int width, Action<IAnsiConsole> write)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        write(console);
        return string.Concat(text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd() + "\n"));
    }
}
