using Invoicing.Host.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Invoicing.Host.Composition;

/// <summary>Metrics that are scraped, and traces and metrics that are sent where the environment names a collector.</summary>
internal static class TelemetryRegistration
{
    /// <summary>As OpenTelemetry has it, for every program.</summary>
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="isScraped">Whether this process serves <c>/metrics</c>.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, bool isScraped)
    {
        var isSent = !string.IsNullOrWhiteSpace(configuration[Collector]);
        if (!isScraped && !isSent)
        {
            return services;
        }

        services.AddHostedService<FlowMetrics>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "invoicing", serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Systems.Telemetry.Name).AddRuntimeInstrumentation();
                if (isScraped)
                {
                    metrics.AddPrometheusExporter();
                }

                if (isSent)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (isSent)
        {
            telemetry.WithTracing(traces => traces
                // The driver of the broker has spans of its own for what MassTransit's tell already.
                .AddSource("MassTransit", Systems.Telemetry.Name)
                .AddNpgsql()
                .AddHttpClientInstrumentation()
                .AddOtlpExporter());
        }

        return services;
    }
}
