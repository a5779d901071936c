using Invoicing.RetailPro;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.RetailPro;

/// <summary>A client with settings for tests, and calls that have all the time they need unless a test says otherwise.</summary>
public abstract class ClientTest : IDisposable
{
    internal const string Body = """{"OrderNo":"1042","CustomerBilling":{"FirstName":"Rosa"}}""";

    private readonly List<RetailProClient> _clients = [];

    internal RetailProSettings Settings { get; } = new() { CallTimeout = TimeSpan.FromSeconds(30), ConnectTimeout = TimeSpan.FromSeconds(30) };

    internal ManualClock Clock { get; } = new();

    internal RecordingLogger Log { get; } = new();

    internal RetailProClient Client(Uri url)
    {
        Settings.BaseUrl = url;
        var client = new RetailProClient(Options.Create(Settings), Clock, Log);
        _clients.Add(client);
        return client;
    }

    internal CallDeadline Window() => new(Clock, Settings.CallTimeout);

    internal Task<CallResult> Send(RetailProClient client) => client.SendInvoice(Body, Window());

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        GC.SuppressFinalize(this);
    }

    internal sealed class RecordingLogger : ILogger<RetailProClient>
    {
        public List<(LogLevel Level, string Text)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, formatter(state, exception)));
    }
}
