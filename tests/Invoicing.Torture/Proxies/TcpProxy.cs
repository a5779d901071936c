using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Invoicing.Torture.Proxies;

/// <summary>What a proxy does with the connections that go through it.</summary>
internal enum Weather
{
    /// <summary>Passes everything on.</summary>
    Fair,

    /// <summary>Cuts new connections at once, as a server that is not there.</summary>
    Refusing,

    /// <summary>Passes nothing on and closes nothing, as a broken network.</summary>
    Partitioned,
}

/// <summary>Stands between the service and one server it needs; the service is started with its address.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly Func<IWire> _wire;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, bool> _links = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _refused;

    /// <param name="wire">Splits the bytes of one connection into what <see cref="OnPart"/> looks at.</param>
    public TcpProxy(string host, int port, Func<IWire>? wire = null)
    {
        (_host, _port, _wire) = (host, port, wire ?? (() => new RawWire()));
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Weather Weather { get; set; }

    /// <summary>Added to every part on its way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Looks at each part before it is passed on; false drops it.</summary>
    public Func<Part, bool>? OnPart { get; set; }

    /// <summary>Called right after a part was passed on.</summary>
    public Action<Part>? OnPassed { get; set; }

    /// <summary>Parts that were delayed.</summary>
    public int Delayed { get; set; }

    public int Open => _links.Count;

    /// <summary>Connections that were cut at their beginning.</summary>
    public int Refused => _refused;

    /// <returns>How many connections were open.</returns>
    public int Cut()
    {
        var links = _links.Keys.ToList();
        links.ForEach(link => link.Cut());
        return links.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A client that left again, or the end.
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        if (Weather == Weather.Refusing)
        {
            Interlocked.Increment(ref _refused);
            client.Client.Close(0);
            return;
        }

        using var link = new Link(client, this, _wire());
        _links[link] = true;
        try
        {
            await link.Run(_host, _port, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side has gone; the other one hears of it now.
        }
        finally
        {
            link.Cut();
            _links.TryRemove(link, out _);
        }
    }
}
