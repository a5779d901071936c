using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Simulators;

/// <summary>What every simulated system is served by.</summary>
internal static class SimulatorHost
{
    /// <summary>Serves until stopped and says on standard output where it listens.</summary>
    /// <param name="name">Of the system.</param>
    /// <param name="stop">Ends it, as Ctrl+C and SIGTERM do.</param>
    public static async Task Run(string name, WebApplication simulator, CancellationToken stop)
    {
        await using var app = simulator;
        await app.StartAsync(stop);
        await Console.Out.WriteLineAsync($"{name} simulator listens on {string.Join(", ", app.Urls)}");
        await app.WaitForShutdownAsync(stop);
    }

    /// <summary>Builds it without its endpoints and without starting it.</summary>
    public static WebApplication Build(string[] urls)
    {
        // The empty builder reads no settings file and no environment, so nothing of the program that hosts the simulator gets into it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(urls);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        return builder.Build();
    }
}
