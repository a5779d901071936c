using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Stages;

/// <summary>One question: what is run, in which order.</summary>
/// <param name="Runs">Interleaved, so that a slow spell of the machine meets all subjects alike.</param>
internal sealed record Stage(string Name, IReadOnlyList<Run> Runs)
{
    /// <summary>Stages that compare with another build, whose name follows.</summary>
    public const string AgainstPrefix = "against-";

    /// <summary>Ends of the names of such stages.</summary>
    public const string TwoStore = "-two-store", AtHalfLoad = "-latency";

    public static IReadOnlyList<Stage> All(Scale scale, Func<string, Subject, double> median) =>
    [
        new("throughput", Interleave(scale.Repetitions, Subject.Alike, subject => Throughput.Measure(subject, scale))),
        new("two-store", Interleave((scale.Repetitions + 1) / 2, [Subject.Service, Subject.Floor200, Subject.Floor8],
            subject => Throughput.Measure(subject, scale, stores: 2))),
        new("slow-retail-pro", Interleave((scale.Repetitions + 1) / 2, [Subject.Service, Subject.Floor200, Subject.Floor8],
            subject => Throughput.Measure(subject, scale, delayMs: 20))),
        new("latency", Interleave((scale.Repetitions + 1) / 2, [Subject.Service, Subject.Ungrouped, Subject.Floor200, Subject.Floor8],
            subject => Latency.Measure(subject, scale, median("throughput", subject) / 2))),
        new("backlog", Interleave((scale.Repetitions + 1) / 2, [Subject.Service], subject => Backlog.Measure(subject, scale))),
        new("history", Interleave(1, [Subject.Service], subject => History.Measure(subject, scale))),
        new("vtex", Interleave((scale.Repetitions + 1) / 2, [Subject.Service, Subject.FromVtex],
            subject => Throughput.Measure(subject, scale.For(subject)))),
        new("emporix", Interleave((scale.Repetitions + 1) / 2, [Subject.Service, Subject.ByJobs],
            subject => subject == Subject.ByJobs ? Jobs.Measure(scale.For(subject)) : Throughput.Measure(subject, scale))),
        new("reconcile", Interleave(1, [Subject.Service], subject => Reconcile.Measure(subject, scale))),
        new("idle", Interleave(1, [Subject.Service], subject => Idle.Measure(subject, scale))),
    ];

    /// <summary>Both shapes of order, and the latency of both builds at the same load: half of what the other can do.</summary>
    public static IReadOnlyList<Stage> Against(Subject other, Scale scale, Func<string, Subject, double> median)
    {
        var name = AgainstPrefix + other.Name;
        Subject[] both = [Subject.Service, other];
        return
        [
            new(name, Interleave(scale.Repetitions, [.. both, Subject.Floor200, Subject.Floor8],
                subject => Throughput.Measure(subject, scale))),
            new(name + TwoStore, Interleave(scale.Repetitions, both, subject => Throughput.Measure(subject, scale, stores: 2))),
            new(name + AtHalfLoad, Interleave(scale.Repetitions, both,
                subject => Latency.Measure(subject, scale, median(name, other) / 2))),
        ];
    }

    // Each round begins with the next subject, so that none is always first.
    private static List<Run> Interleave(
        int repetitions, Subject[] subjects, Func<Subject, Task<SortedDictionary<string, double>>> measure) =>
        [.. Enumerable.Range(0, repetitions).SelectMany(round => Enumerable.Range(0, subjects.Length).Select(place =>
        {
            var subject = subjects[(place + round) % subjects.Length];
            return new Run(subject, round + 1, () => measure(subject));
        }))];
}

internal sealed record Run(Subject Subject, int Repetition, Func<Task<SortedDictionary<string, double>>> Measure);
