using System.Runtime.CompilerServices;
using Invoicing.Harness;

namespace Invoicing.Torture;

/// <summary>The clone that this was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>With a plus behind it when files differ from the commit; results do not count as such.</summary>
    public static async Task<string> Commit()
    {
        var head = await Command.Run("git", ["-C", Root, "rev-parse", "--short=10", "HEAD"], []);
        var changes = await Command.Run("git", ["-C", Root, "status", "--porcelain", "--", ".", ":!docs/reliability", ":!docs/reliability.md"], []);
        return head.ExitCode != 0 ? "unknown" : head.Output.Trim() + (changes.Output.Length > 0 ? "+" : "");
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
