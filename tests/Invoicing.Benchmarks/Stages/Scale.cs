using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Stages;

/// <summary>How much is measured. The small one only shows that everything works.</summary>
internal sealed record Scale(
    string Name,
    int WarmUp,
    double Seconds,
    int MostOrders,
    int Repetitions,
    int Backlog,
    int History,
    int Job,
    TimeSpan Settle,
    TimeSpan Idle)
{
    /// <summary>Orders on their way at any time: more than the greatest batches fetch, so that the queues never run dry.</summary>
    public const int Window = 2000;

    public static readonly Scale Full = new(
        "full", WarmUp: 15_000, Seconds: 10, MostOrders: 25_000, Repetitions: 5, Backlog: 100_000, History: 1_000_000, Job: 10_000,
        Settle: TimeSpan.FromSeconds(20), Idle: TimeSpan.FromSeconds(60));

    public static readonly Scale Smoke = new(
        "smoke", WarmUp: 200, Seconds: 1, MostOrders: 200, Repetitions: 1, Backlog: 500, History: 2_000, Job: 150,
        Settle: TimeSpan.FromSeconds(1), Idle: TimeSpan.FromSeconds(2));

    /// <summary>
    /// Orders that go through a further system are several times slower: as many windows of them take longer, and fewer warm it up.
    /// </summary>
    public Scale For(Subject subject) => subject.Origin switch
    {
        Origin.Vtex => this with { Seconds = Seconds * 3, WarmUp = WarmUp / 3 },
        Origin.Jobs => this with { Seconds = Seconds * 3, WarmUp = WarmUp / 10 },
        _ => this,
    };

    /// <summary>As many as the subject does in the time of a measurement.</summary>
    public int OrdersAt(double rate) => Math.Clamp((int)(rate * Seconds), Math.Min(200, MostOrders), MostOrders);
}
