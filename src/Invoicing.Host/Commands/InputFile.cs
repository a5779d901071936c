namespace Invoicing.Host.Commands;

/// <summary>A file that a command reads more than once.</summary>
internal static class InputFile
{
    private const string NameOfStandardInput = "standard input";

    /// <param name="file">As the command line names it.</param>
    /// <param name="use">Takes where it can be read, and what it is called.</param>
    public static async Task<T> Use<T>(string file, Func<string, string, Task<T>> use, CancellationToken ct)
    {
        await using var input = file == FileArgument.StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var name = file == FileArgument.StandardInput ? NameOfStandardInput : file;
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
