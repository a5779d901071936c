using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>
/// A mail server that keeps what it accepts. It refuses recipients of the domain <c>refused.example</c>, and for now those of
/// <c>later.example</c>.
/// </summary>
internal sealed class PlainMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly Task _accepting;
    private readonly bool _silent;

    /// <param name="silent">Accepts connections and then says nothing.</param>
    public PlainMailServer(int port = 0, bool silent = false)
    {
        _silent = silent;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Accepted => [.. _accepted];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(Converse(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task Converse(TcpClient client)
    {
        using var connection = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            if (!_silent)
            {
                await writer.WriteLineAsync("220 sink");
            }

            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                await writer.WriteLineAsync(await Answer(line, reader, writer));
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task<string> Answer(string line, StreamReader reader, StreamWriter writer)
    {
        if (line.Contains("refused.example"))
        {
            return "550 no such user";
        }

        if (line.Contains("later.example"))
        {
            return "450 come again";
        }

        if (line != "DATA")
        {
            return "250 OK";
        }

        await writer.WriteLineAsync("354 go on");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".")
        {
            text.Append(part).Append('\n');
        }

        _accepted.Enqueue(text.ToString());
        return "250 accepted";
    }
}
