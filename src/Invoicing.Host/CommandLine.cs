using System.CommandLine;

namespace Invoicing.Host;

/// <summary>What all commands share: exit codes, and one clear line for wrong arguments and expected failures.</summary>
internal static class CommandLine
{
    public const int Failed = 1;
    public const int WrongArguments = 2;

    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"invoicing: {string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct())} See "
                + $"`invoicing {Path(parsed)}--help`.");
            return WrongArguments;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (ExpectedFailures.Explain(e) is { } explanation)
        {
            Console.Error.WriteLine($"invoicing: {explanation}");
            return Failed;
        }
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Parent is System.CommandLine.Parsing.CommandResult parent; result = parent)
        {
            names.Push(result.Command.Name);
        }

        return names.Count == 0 ? "" : string.Join(' ', names) + " ";
    }
}
