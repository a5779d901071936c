using System.CommandLine;
using System.CommandLine.Parsing;
using Invoicing.Host.Commands;

namespace Invoicing.Tests.Documents;

/// <summary>Whether the program takes what people are told to type.</summary>
internal static class CommandLines
{
    private static readonly RootCommand s_root = AllCommands.Create();

    /// <param name="line">A line of a document, or what stands in a text as code; nothing is said of other programs' commands.</param>
    public static IEnumerable<string> Problems(string line)
    {
        line = line.Split('#')[0].Trim(' ', '&');
        if (!line.StartsWith("invoicing ", StringComparison.Ordinal))
        {
            return [];
        }

        // Files of the repository are there; any other FILE need not be. N stands for a number, STEP for a step.
        var arguments = CommandLineParser.SplitCommandLine(line["invoicing ".Length..])
            .Select(argument => argument.StartsWith("tests/", StringComparison.Ordinal) ? Repository.Path(argument)
                : argument switch { "FILE" => "-", "N" => "1", "STEP" => "invoice", _ => argument })
            .ToList();
        var parsed = s_root.Parse(arguments);
        if (!arguments.All(argument => argument.All(char.IsAsciiLetterLower)))
        {
            return parsed.Errors.Select(error => $"{line}: {error.Message}");
        }

        // A command that is only named, perhaps with the system that it is about.
        string[] names = arguments[^1] == "retailpro" ? arguments[^2..].ToArray() : [arguments[^1]];
        return names.Contains(parsed.CommandResult.Command.Name) ? [] : [$"{line}: there is no such command"];
    }
}
