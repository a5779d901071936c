using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Process;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary>
/// Output for people: coloured and as wide as the terminal; in a pipe wide and plain, so that <c>grep</c> finds whole lines. And the JSON
/// of output for programs.
/// </summary>
internal static class ConsoleOutput
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static readonly JsonSerializerOptions JsonWithNulls = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

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

    /// <summary>Names and what they mean, one below the other.</summary>
    public static Grid Facts() => new Grid()
        .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
        .AddColumn(new GridColumn { Padding = new Padding(0) });

    /// <param name="value">Null: there is nothing to tell.</param>
    public static void Add(this Grid facts, string name, string? value)
    {
        if (value is not null)
        {
            facts.AddRow(new Text($"  {name}"), new Text(value));
        }
    }

    public static void WriteIndented(this IAnsiConsole console, string text, int by) =>
        console.Write(new Padder(new Text(text), new Padding(by, 0, 0, 0)));

    public static void WriteSteps(this IAnsiConsole console, IEnumerable<string> steps)
    {
        foreach (var (number, step) in steps.Index())
        {
            console.WriteIndented($"{number + 1}. {step}", by: 4);
        }
    }

    /// <param name="texts">So many columns are of text; the others are aligned at the right.</param>
    /// <param name="wrapped">The columns whose text may take several lines.</param>
    public static Table TableOf(int texts, int[] wrapped, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var (index, name) in columns.Index())
        {
            table.AddColumn(new TableColumn(name)
            {
                NoWrap = !wrapped.Contains(index), Alignment = index < texts ? null : Justify.Right,
            });
        }

        return table;
    }

    public static Style StyleOf(OrderState state) => state switch
    {
        OrderState.Failed => new Style(Color.Red),
        OrderState.Completed => new Style(Color.Green),
        OrderState.Held or OrderState.Invoicing or OrderState.Transferring or OrderState.Delivering => new Style(Color.Yellow),
        _ => new Style(Color.Grey),
    };
}
