using Invoicing.Host.Commands;

namespace Invoicing.Host;

/// <summary>A file that is read more than once.</summary>
internal static class InputFile
{
    private const string Prefix = "invoicing-input-";
    private const string Name = "copy";

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
        DeleteLeftCopies();
        // Nobody else can look into it.
        var folder = Directory.CreateTempSubdirectory(Prefix);
        try
        {
            var copy = Path.Combine(folder.FullName, Name);
            await using (var output = File.Create(copy))
            {
                await input.CopyToAsync(output, ct);
            }

            return await use(copy);
        }
        finally
        {
            Delete(folder);
        }
    }

    /// <summary>Of processes that were killed: lists may name people. None is at work for a day.</summary>
    public static void DeleteLeftCopies()
    {
        try
        {
            foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*")
                .Where(left => left.LinkTarget is null && left.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1)))
            {
                Delete(left);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that may not be listed.
        }
    }

    /// <summary>With our file and nothing else: the place is everybody's.</summary>
    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            File.Delete(Path.Combine(folder.FullName, Name));
            folder.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or deleted by another process at this moment.
        }
    }
}
