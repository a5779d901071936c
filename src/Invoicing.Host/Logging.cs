using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;

namespace Invoicing.Host;

/// <summary>Serilog behind Microsoft's logging; levels come from the section <c>Serilog</c>.</summary>
internal static class Logging
{
    private const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj} {OrderNo}{NewLine}{Exception}";

    public static IServiceCollection AddSerilog(this IServiceCollection services, IConfiguration configuration) => services.AddLogging(logging =>
    {
        logging.ClearProviders();
        // The filter is Serilog's alone.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(new SerilogLoggerProvider(
            new LoggerConfiguration().ReadFrom.Configuration(configuration).Enrich.FromLogContext().WriteTo.Console(outputTemplate: Template).CreateLogger(), dispose: true));
    });
}
