namespace Invoicing.Emporix.Documents;

/// <summary>A file that is built into the program, by its path below the project with points.</summary>
internal static class Resource
{
    private const string Root = "Invoicing.Emporix.";

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream(Root + name)
            ?? throw new InvalidOperationException($"The program was built without its file {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static IEnumerable<string> In(string folder) => typeof(Resource).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root + folder + ".", StringComparison.Ordinal))
        .Select(name => name[Root.Length..]);
}
