using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.DependencyInjection;
using Polly.RateLimiting;
using Polly.Telemetry;
using Polly.Timeout;

namespace Invoicing.RetailPro;

/// <summary>
/// What an exchange with Retail Pro passes: its time, then the wait for a free place, then the circuit breaker, so that a call that waited
/// while Retail Pro went down is not made. Its metrics are those of the meter <c>Polly</c>, under the name <c>retailpro</c>.
/// </summary>
internal static class RetailProPipeline
{
    public const string Name = "retailpro";

    /// <summary>The time of this exchange: waiting counts into it.</summary>
    public static readonly ResiliencePropertyKey<TimeSpan> Left = new("left");

    public static IServiceCollection AddRetailProPipeline(this IServiceCollection services)
    {
        // Whole replies would bring customers' data into the log.
        services.Configure<TelemetryOptions>(
            telemetry => telemetry.ResultFormatter = (_, result) => (result as HttpAttempt)?.Answer?.Status);
        return services.AddResiliencePipeline<string, HttpAttempt>(Name, Build);
    }

    private static void Build(ResiliencePipelineBuilder<HttpAttempt> pipeline, AddResiliencePipelineContext<string> context)
    {
        var settings = context.ServiceProvider.GetRequiredService<IOptions<RetailProSettings>>().Value;
        var clock = context.ServiceProvider.GetRequiredService<TimeProvider>();
        var places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = settings.Concurrency,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        context.OnPipelineDisposed(places.Dispose);
        pipeline
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = call => ValueTask.FromResult(TimeOf(call.Context)) })
            .AddRateLimiter(new RateLimiterStrategyOptions
            {
                RateLimiter = async call =>
                {
                    // A call that got its place late would be cut off after it is written, and nobody would know what came of it: it waits
                    // for half of its time at most, and then comes again.
                    using var wait = new CancellationTokenSource(TimeOf(call.Context) / 2, clock);
                    return await places.AcquireAsync(1, wait.Token);
                },
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpAttempt>
            {
                FailureRatio = settings.BreakerFailureRatio,
                MinimumThroughput = settings.BreakerMinimumCalls,
                SamplingDuration = settings.BreakerWindow,
                BreakDuration = settings.BreakerDuration,
                ShouldHandle = call => ValueTask.FromResult(call.Outcome.Result is { } reply && CallClassification.IsTrouble(reply)),
            });
    }

    private static TimeSpan TimeOf(ResilienceContext call) =>
        call.Properties.TryGetValue(Left, out var left) ? left : throw new InvalidOperationException("A call has no time.");
}
