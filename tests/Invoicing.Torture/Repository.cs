using System.Reflection;
using System.Runtime.CompilerServices;
using Invoicing.Harness;

namespace Invoicing.Torture;

/// <summary>The clone that this was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>That the program was built from; with a plus behind it when files differ from it now.</summary>
    public static async Task<string> Commit()
    {
        var built = typeof(Repository).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[^1];
        var changes = await Command.Run("git", ["-C", Root, "diff", "--stat", built, "--", "src", "tests", "infra"], []);
        var strangers = await Command.Run("git", ["-C", Root, "status", "--porcelain", "--", "src"], []);
        return built[..10] + (changes.ExitCode != 0 || changes.Output.Length + strangers.Output.Length > 0 ? "+" : "");
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
