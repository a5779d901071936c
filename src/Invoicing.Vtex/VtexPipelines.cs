using System.Threading.RateLimiting;
using Invoicing.Systems.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.DependencyInjection;

namespace Invoicing.Vtex;

/// <summary>A <see cref="CallPipeline"/> an account, named <c>vtex/ACCOUNT</c> in the metrics: one that is down stops no other.</summary>
internal static class VtexPipelines
{
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    public static string NameOf(string account) => $"{VtexPlanner.SystemName}/{account}";

    public static IServiceCollection AddVtexPipeline(this IServiceCollection services, string account) =>
        services.AddCallPipeline(NameOf(account), Build);

    private static void Build(ResiliencePipelineBuilder<HttpAttempt> pipeline, AddResiliencePipelineContext<string> context)
    {
        var settings = context.ServiceProvider.GetRequiredService<IOptions<VtexSettings>>().Value;
        var places = RateLimiter.CreateChained(
            new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = settings.CallsPerSecond,
                TokensPerPeriod = settings.CallsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = int.MaxValue,
            }),
            new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = settings.Concurrency, QueueLimit = int.MaxValue }));
        context.OnPipelineDisposed(places.Dispose);
        CallPipeline.Build(pipeline, context.ServiceProvider.GetRequiredService<TimeProvider>(), places, new()
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = BreakDuration,
            ShouldHandle = call => ValueTask.FromResult(call.Outcome.Result is { } attempt && IsTrouble(attempt)),
        });
    }

    /// <summary>Not <c>503</c>, after which the account waits in any case.</summary>
    private static bool IsTrouble(HttpAttempt attempt) => attempt.Answer is { } answer
        ? answer.Status is >= 500 and not 503
        : !attempt.WasHeldBack;
}
