using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Invoicing.Systems;

/// <summary>What is measured and traced under the name of the program; docs/telemetry.md lists the names.</summary>
internal static class Telemetry
{
    public const string Name = "Invoicing";

    /// <summary>Spans of calls; without a listener none is made.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>
    /// What is going on, as the header <c>traceparent</c> names it, to be stored with what goes on from it later; null: no trace is
    /// recorded.
    /// </summary>
    public static string? Trace => Activity.Current is { Recorded: true } now ? now.Id : null;

    // Calls take between some milliseconds and the time-out of 20 s.
    private static readonly Histogram<double> s_calls = Meter.CreateHistogram(
        "invoicing.call.duration",
        "s",
        "Calls to a system, by system, operation and outcome.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30] });

    /// <summary>The id that all spans of a trace have.</summary>
    /// <param name="trace">As <see cref="Trace"/> was.</param>
    public static string? IdOf(string? trace) => ActivityContext.TryParse(trace, null, out var known) ? known.TraceId.ToString() : null;

    /// <summary>
    /// A span of what was stored before. It belongs to the one trace that led to it; where several did, it begins its own and names them.
    /// </summary>
    public static Activity? GoOn(string name, IReadOnlyList<string> traces)
    {
        if (!Activities.HasListeners())
        {
            return null;
        }

        ActivityContext[] origins =
        [
            .. traces.Select(trace => ActivityContext.TryParse(trace, null, isRemote: true, out var known) ? known : default)
                .Where(known => known != default),
        ];
        return origins is [var only]
            ? Activities.StartActivity(name, ActivityKind.Client, only)
            : Activities.StartActivity(
                name, ActivityKind.Client, default(ActivityContext), links: origins.Select(origin => new ActivityLink(origin)));
    }

    /// <summary>A call as a span and in the histogram; never with an order's number, of which there are too many.</summary>
    public static async Task<CallResult> Measure(
        string system, string operation, TimeProvider clock, Func<Task<CallResult>> call)
    {
        using var span = Activities.StartActivity($"{system} {operation}", ActivityKind.Client);
        var begun = clock.GetTimestamp();
        var result = await call();
        s_calls.Record(
            clock.GetElapsedTime(begun).TotalSeconds,
            new("system", system), new("operation", operation), new("outcome", result.Outcome.ToString()));
        span?.SetTag("invoicing.outcome", result.Outcome.ToString());
        return result;
    }
}
