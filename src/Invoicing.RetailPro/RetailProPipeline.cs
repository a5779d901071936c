using System.Threading.RateLimiting;
using Invoicing.Systems.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.DependencyInjection;

namespace Invoicing.RetailPro;

/// <summary>The <see cref="CallPipeline"/> of Retail Pro.</summary>
internal static class RetailProPipeline
{
    public const string Name = "retailpro";

    public static IServiceCollection AddRetailProPipeline(this IServiceCollection services) => services.AddCallPipeline(Name, Build);

    private static void Build(ResiliencePipelineBuilder<HttpAttempt> pipeline, AddResiliencePipelineContext<string> context)
    {
        var settings = context.ServiceProvider.GetRequiredService<IOptions<RetailProSettings>>().Value;
        var places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = settings.Concurrency,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        context.OnPipelineDisposed(places.Dispose);
        CallPipeline.Build(pipeline, context.ServiceProvider.GetRequiredService<TimeProvider>(), places, new()
        {
            FailureRatio = settings.BreakerFailureRatio,
            MinimumThroughput = settings.BreakerMinimumCalls,
            SamplingDuration = settings.BreakerWindow,
            BreakDuration = settings.BreakerDuration,
            ShouldHandle = call => ValueTask.FromResult(call.Outcome.Result is { } reply && CallClassification.IsTrouble(reply)),
        });
    }
}
