using Invoicing.Harness;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.RetailPro;

/// <summary>A client with settings for tests, and calls that have all the time they need unless a test says otherwise.</summary>
public abstract class ClientTest : IDisposable
{
    internal const string Body = """{"OrderNo":"1042","CustomerBilling":{"FirstName":"Rosa"}}""";

    private readonly List<ServiceProvider> _services = [];

    internal RetailProSettings Settings { get; } =
        new() { CallTimeout = TimeSpan.FromSeconds(30), ConnectTimeout = TimeSpan.FromSeconds(30) };

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.Zero));

    internal RecordingLog<RetailProClient> Log { get; } = new();

    internal RetailProClient Client(Uri url)
    {
        Settings.BaseUrl = url;
        var services = new ServiceCollection()
            .AddSingleton(Options.Create(Settings))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ILogger<RetailProClient>>(Log)
            .AddRetailProPipeline()
            .AddSingleton<RetailProClient>()
            .BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<RetailProClient>();
    }

    internal CallDeadline Window() => new(Clock, Settings.CallTimeout);

    internal Task<CallResult> Send(RetailProClient client) => client.SendInvoice(Body, Window());

    public void Dispose()
    {
        _services.ForEach(services => services.Dispose());
        GC.SuppressFinalize(this);
    }
}
