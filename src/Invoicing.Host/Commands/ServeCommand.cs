using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Invoicing.Host.Composition;
using System.CommandLine;
using Invoicing.Messaging;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing serve</c>: runs the service, or parts of it.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan s_longestFarewell = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var roles = new Option<Roles[]>("--roles")
        {
            Description =
                "Parts to run, separated by commas or spaces: saga, invoices, transfers, steps (of systems other than Retail Pro), "
                + "notifications, recovery, feeds, vtex-feed, emporix-api, api, console. Default: all.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => result.Named<Roles>(
                result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(RoleNames.Read),
                "a role",
                "saga, invoices, transfers, steps, notifications, recovery, feeds, vtex-feed, emporix-api, api, console and all"),
        };
        var settings = SettingsArgument.Create();
        var command = new Command("serve", "Run the service until it is told to stop (SIGTERM or Ctrl-C).") { roles, settings };
        command.SetAction(async (parsed, ct) =>
        {
            var chosen = parsed.GetValue(roles) is { Length: > 0 } some ? some.Aggregate((a, b) => a | b) : Roles.All;
            InputFile.DeleteLeftCopies();
            var host = Service.Build(parsed.GetValue(settings)!, chosen);
            var (configuration, log) = (
                host.Services.GetRequiredService<IConfiguration>(),
                host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Invoicing.Settings"));
            string?[] warnings =
                [TimeZoneSetting.Warning(configuration), .. RetentionSetting.Warnings(configuration), ShadowMode.Warning(configuration)];
            foreach (var warning in warnings.OfType<string>())
            {
                log.LogWarning("{Warning}", warning);
            }

            try
            {
                await host.StartAsync(ct);
                await host.WaitForShutdownAsync(ct);
            }
            catch (OperationCanceledException) when (IsToldToStop(host))
            {
                // While it still waited for the database.
                await host.StopAsync(CancellationToken.None);
            }

            // What is left are farewells to servers: one that hangs must not keep the process from ending.
            await Task.WhenAny(((IAsyncDisposable)host).DisposeAsync().AsTask(), Task.Delay(s_longestFarewell, CancellationToken.None));
            return 0;
        });
        return command;
    }

    /// <summary>By a signal, and not because a part of it has failed.</summary>
    private static bool IsToldToStop(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested
            && host.Services.GetServices<IHostedService>().OfType<BackgroundService>().All(part => part.ExecuteTask?.IsFaulted != true);
}
