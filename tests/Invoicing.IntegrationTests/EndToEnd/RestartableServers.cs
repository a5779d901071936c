using Invoicing.Harness;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Started once for a test class that restarts servers.</summary>
public sealed class RestartableServers : IAsyncLifetime
{
    internal PrivateServers Servers { get; private set; } = null!;

    public async Task InitializeAsync() => Servers = await PrivateServers.Start();

    public async Task DisposeAsync() => await Servers.DisposeAsync();
}
