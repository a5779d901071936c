using System.Threading.RateLimiting;
using Invoicing.Systems.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.DependencyInjection;

namespace Invoicing.Emporix;

/// <summary>The <see cref="CallPipeline"/> of Emporix's services, named <c>emporix</c> in the metrics.</summary>
internal static class EmporixPipeline
{
    public const string Name = EmporixPlanner.SystemName;

    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddEmporixPipeline(this IServiceCollection services) => services.AddCallPipeline(Name, Build);

    private static void Build(ResiliencePipelineBuilder<HttpAttempt> pipeline, AddResiliencePipelineContext<string> context)
    {
        var settings = context.ServiceProvider.GetRequiredService<IOptions<EmporixSettings>>().Value;
        var places = new ConcurrencyLimiter(new() { PermitLimit = settings.Concurrency, QueueLimit = int.MaxValue });
        context.OnPipelineDisposed(places.Dispose);
        CallPipeline.Build(pipeline, context.ServiceProvider.GetRequiredService<TimeProvider>(), places, new()
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = BreakDuration,
            ShouldHandle = call => ValueTask.FromResult(call.Outcome.Result is { Answer: null, WasHeldBack: false }),
        });
    }
}
