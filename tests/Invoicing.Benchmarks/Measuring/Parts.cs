namespace Invoicing.Benchmarks.Measuring;

/// <summary>CPU seconds of each part.</summary>
internal sealed record Cpu(double Program, double Broker, double Database, double Simulator, double Partner, double Load)
{
    public static Cpu operator -(Cpu later, Cpu earlier) => new(
        later.Program - earlier.Program,
        later.Broker - earlier.Broker,
        later.Database - earlier.Database,
        later.Simulator - earlier.Simulator,
        later.Partner - earlier.Partner,
        later.Load - earlier.Load);

    public Cpu PerThousand(int orders) => new(
        Program * 1000 / orders,
        Broker * 1000 / orders,
        Database * 1000 / orders,
        Simulator * 1000 / orders,
        Partner * 1000 / orders,
        Load * 1000 / orders);
}

/// <summary>The processes that take part in a run.</summary>
/// <param name="Partner">Of VTEX or Emporix; null: none is there.</param>
internal sealed record Parts(
    ProcessTree Program, ProcessTree Broker, ProcessTree Database, ProcessTree Simulator, ProcessTree? Partner, ProcessTree Load)
{
    public Cpu Used() => new(
        Program.CpuSeconds(),
        Broker.CpuSeconds(),
        Database.CpuSeconds(),
        Simulator.CpuSeconds(),
        Partner?.CpuSeconds() ?? 0,
        Program == Load ? 0 : Load.CpuSeconds());
}
