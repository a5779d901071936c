using Invoicing.Harness;

namespace Invoicing.Torture;

/// <summary>What only a shell says briefly. Faults of disks need root.</summary>
internal static class Shell
{
    public static async Task<string> Run(string script)
    {
        var result = await Command.Run("/bin/sh", ["-c", script], []);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"{script}: {result}");
    }
}
