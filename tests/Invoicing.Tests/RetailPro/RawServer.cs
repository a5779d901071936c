using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Invoicing.Tests.RetailPro;

/// <summary>
/// A server of bare sockets, which can fail in ways that a real web server does not let one choose. Each request is handled by the
/// next of the given manners, the last one for ever.
/// </summary>
internal sealed partial class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Queue<Func<Conversation, Task>> _manners;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _fragments = [];
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly SemaphoreSlim _ended = new(0);
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;

    public RawServer(params Func<Conversation, Task>[] manners)
        : this(0, manners)
    {
    }

    public RawServer(int port, params Func<Conversation, Task>[] manners)
    {
        _manners = new Queue<Func<Conversation, Task>>(manners);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Whole requests, as they came.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>What came beside whole requests.</summary>
    public IReadOnlyList<string> Fragments => [.. _fragments];

    /// <param name="body">Default for 200 an acceptance, else nothing.</param>
    public static Func<Conversation, Task> Answers(int status, string? body = null, params string[] headers) => async conversation =>
    {
        await conversation.ReadRequest();
        await conversation.Answer(status, body ?? (status == 200 ? """{"documentNo":"INV000001"}""" : ""), headers);
    };

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort() => Harness.FreePort.Find();

    /// <summary>Waits until one more connection has ended.</summary>
    public Task ConnectionEnded() => _ended.WaitAsync();

    /// <summary>Waits until one more request has arrived.</summary>
    public Task RequestArrived() => _arrived.WaitAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _conversations.Add(Converse(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task Converse(TcpClient client)
    {
        using var closing = client;
        Conversation? conversation = null;
        try
        {
            conversation = new Conversation(this, client);
            while (!conversation.IsOver)
            {
                Func<Conversation, Task> manner;
                lock (_manners)
                {
                    manner = _manners.Peek();
                }

                await manner(conversation);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            // The client went, or the test is over.
        }

        if (conversation?.Fragment is { Length: > 0 } fragment)
        {
            _fragments.Enqueue(fragment);
        }

        _ended.Release();
    }
}
