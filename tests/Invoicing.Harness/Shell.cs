namespace Invoicing.Harness;

/// <summary>What only a shell says briefly. Faults of disks need root.</summary>
internal static class Shell
{
    public static async Task<string> Run(string script)
    {
        var result = await Command.Run("/bin/bash", ["-c", script], []);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"{script}: {result}");
    }
}
