using System.CommandLine;

namespace Invoicing.Host.Commands;

/// <summary><c>FILE</c>: one that exists, or <c>-</c> for standard input.</summary>
internal static class FileArgument
{
    public const string StandardInput = "-";

    public static Argument<T> Create<T>(string description, ArgumentArity arity) =>
        new Argument<T>("FILE") { Description = description, Arity = arity }
            .Refuse(text => text == StandardInput || File.Exists(text) ? null : $"There is no file '{text}'.");
}

/// <summary>A file that a command reads more than once.</summary>
internal static class InputFile
{
    /// <param name="file">As the command line names it.</param>
    /// <param name="use">Takes where it can be read, and what it is called.</param>
    public static async Task<T> Use<T>(string file, Func<string, string, Task<T>> use, CancellationToken ct)
    {
        await using var input = file == FileArgument.StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var name = file == FileArgument.StandardInput ? "standard input" : file;
        if (input.CanSeek)
        {
            return await use(file, name);
        }

        // Standard input, or a named pipe.
        var copy = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(copy))
            {
                await input.CopyToAsync(output, ct);
            }

            return await use(copy, name);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
