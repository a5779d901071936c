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

/// <summary>A file that is read more than once.</summary>
internal static class InputFile
{
    /// <param name="file">As the command line names it.</param>
    /// <param name="use">Takes where it can be read, and what it is called.</param>
    public static async Task<T> Use<T>(string file, Func<string, string, Task<T>> use, CancellationToken ct)
    {
        await using var input = file == FileArgument.StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var name = file == FileArgument.StandardInput ? "standard input" : file;
        // Standard input and named pipes are not as files are.
        return input.CanSeek ? await use(file, name) : await Copy(input, copy => use(copy, name), ct);
    }

    /// <summary>What can be read once only, as a file for as long as it is used.</summary>
    public static async Task<T> Copy<T>(Stream input, Func<string, Task<T>> use, CancellationToken ct)
    {
        var copy = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(copy))
            {
                await input.CopyToAsync(output, ct);
            }

            return await use(copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
