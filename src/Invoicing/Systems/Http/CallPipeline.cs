using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.DependencyInjection;
using Polly.RateLimiting;
using Polly.Telemetry;
using Polly.Timeout;

namespace Invoicing.Systems.Http;

/// <summary>
/// What an exchange with a system passes: its time, then the wait for a free place, then the circuit breaker, so that a call that waited
/// while the system went down is not made. Nothing is ever repeated here: that is the saga's business.
/// </summary>
internal static class CallPipeline
{
    /// <summary>The time of this exchange: waiting counts into it.</summary>
    private static readonly ResiliencePropertyKey<TimeSpan> s_left = new("left");

    /// <param name="name">Of its metrics, those of the meter <c>Polly</c>.</param>
    public static IServiceCollection AddCallPipeline(
        this IServiceCollection services,
        string name,
        Action<ResiliencePipelineBuilder<HttpAttempt>, AddResiliencePipelineContext<string>> build)
    {
        // Whole replies would bring customers' data into the log.
        services.Configure<TelemetryOptions>(
            telemetry => telemetry.ResultFormatter = (_, result) => (result as HttpAttempt)?.Answer?.Status);
        return services.AddResiliencePipeline(name, build);
    }

    /// <param name="places">Says when a call may be made.</param>
    public static void Build(
        ResiliencePipelineBuilder<HttpAttempt> pipeline,
        TimeProvider clock,
        RateLimiter places,
        CircuitBreakerStrategyOptions<HttpAttempt> breaker) => pipeline
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
        .AddCircuitBreaker(breaker);

    /// <param name="left">The time that is left for the exchange.</param>
    /// <param name="breakDuration">Said where the circuit breaker does not say for how long it stays open.</param>
    public static async Task<HttpAttempt> Call(
        this ResiliencePipeline<HttpAttempt> pipeline,
        TimeSpan left,
        TimeSpan breakDuration,
        Func<CancellationToken, Task<HttpAttempt>> exchange)
    {
        if (left <= TimeSpan.Zero)
        {
            return new HttpAttempt(null, TransportFailure.WindowOver);
        }

        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(s_left, left);
        HttpAttempt? made = null;
        try
        {
            return await pipeline.ExecuteAsync(async call => made = await exchange(call.CancellationToken), context);
        }
        catch (BrokenCircuitException broken)
        {
            return new HttpAttempt(null, TransportFailure.BreakerOpen, RetryAfter: broken.RetryAfter ?? breakDuration);
        }
        catch (Exception e) when (e is RateLimiterRejectedException or OperationCanceledException or TimeoutRejectedException)
        {
            // Exchanges do not throw: the time ran out while the call waited for a place, unless one was made after all.
            return made ?? new HttpAttempt(null, TransportFailure.NoFreePlace);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static TimeSpan TimeOf(ResilienceContext call) =>
        call.Properties.TryGetValue(s_left, out var left) ? left : throw new InvalidOperationException("A call has no time.");
}
