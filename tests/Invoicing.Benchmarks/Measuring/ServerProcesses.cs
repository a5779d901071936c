using System.Globalization;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>
/// The servers that <c>infra/bench.sh</c> has started for this benchmark alone; their process ids stand in their run folder.
/// </summary>
internal static class ServerProcesses
{
    private static readonly string s_folder = Environment.GetEnvironmentVariable("INVOICING_RUN_DIR")
        ?? throw new InvalidOperationException("INVOICING_RUN_DIR is not set. Run infra/bench.sh, which starts the servers.");

    public static ProcessTree Broker { get; } = At("rabbitmq/pid");

    public static ProcessTree Database { get; } = At("postgres/data/postmaster.pid");

    // The first line is the process id, in both files.
    private static ProcessTree At(string file) =>
        new(int.Parse(File.ReadLines(Path.Combine(s_folder, "servers", file)).First(), CultureInfo.InvariantCulture));
}
