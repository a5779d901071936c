using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Invoicing.Host;

/// <summary>Serilog behind Microsoft's logging; levels come from the section <c>Serilog</c>.</summary>
internal static class Logging
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}";

    public static IServiceCollection AddSerilog(this IServiceCollection services, IConfiguration configuration) => services.AddLogging(logging =>
    {
        var serilog = new LoggerConfiguration()
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext()
            .Enrich.With<Reason>()
            .WriteTo.Logger(known => known.Filter.ByIncludingOnly(IsUnderstood).WriteTo.Console(outputTemplate: Line + ": {Reason}{NewLine}"))
            .WriteTo.Logger(others => others.Filter.ByExcluding(IsUnderstood).WriteTo.Console(outputTemplate: Line + "{NewLine}{Exception}"))
            .CreateLogger();
        logging.ClearProviders();
        // The filter is Serilog's alone.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(new SerilogLoggerProvider(serilog, dispose: true));
    });

    private static bool IsUnderstood(LogEvent entry) => entry.Exception is NeedsAPersonException;

    /// <summary>What a person must deal with takes one line.</summary>
    private sealed class Reason : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (IsUnderstood(logEvent))
            {
                logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(nameof(Reason), logEvent.Exception!.Message));
            }
        }
    }
}
