using Invoicing.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Invoicing.Host;

/// <summary>Serilog behind Microsoft's logging; levels come from the section <c>Serilog</c>.</summary>
internal static class Logging
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}";

    public static IServiceCollection AddSerilog(this IServiceCollection services, IConfiguration configuration) =>
        services.AddLogging(logging => logging.ClearProviders().AddSerilog(
            new LoggerConfiguration()
                .ReadFrom.Configuration(configuration)
                .Enrich.FromLogContext()
                .Enrich.With<Reason>()
                .Filter.ByExcluding(IsDeliveryOfLostChannel)
                .WriteTo.Conditional(IsUnderstood, known => known.Console(outputTemplate: Line + ": {Reason}{NewLine}"))
                .WriteTo.Conditional(
                    entry => !IsUnderstood(entry),
                    rest => rest.Console(outputTemplate: Line + "{Code}{NewLine}{Exception}"))
                .CreateLogger(),
            dispose: true));

    private static bool IsUnderstood(LogEvent entry) =>
        entry.Exception is ManualActionRequiredException || (entry.Exception is { } e && BrokerFaults.IsAway(e));

    // One for every message in hand when a connection is lost; they come again, and the loss itself is logged.
    private static bool IsDeliveryOfLostChannel(LogEvent entry) =>
        entry.MessageTemplate.Text.StartsWith("T-FAULT", StringComparison.Ordinal) && IsUnderstood(entry);

    /// <summary>
    /// What a person must deal with, or waits for the broker, takes one line. Anything else has the code that a mail names.
    /// </summary>
    private sealed class Reason : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (IsUnderstood(logEvent))
            {
                logEvent.AddPropertyIfAbsent(
                    propertyFactory.CreateProperty(nameof(Reason), logEvent.Exception!.GetBaseException().Message));
            }
            else if (logEvent.Exception is { } unexpected)
            {
                logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(
                    "Code",
                    $" (code {FaultReason.CodeOf(unexpected.GetBaseException().GetType().FullName)})"));
            }
        }
    }
}
