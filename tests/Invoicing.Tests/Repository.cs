namespace Invoicing.Tests;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Invoicing.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Invoicing.sln was not found above the tests.");
        }

        return System.IO.Path.Combine(folder.FullName, relative);
    }
}
