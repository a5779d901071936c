using System.Net;
using System.Net.Sockets;

namespace Invoicing.Harness;

/// <summary>The way to a server of this machine, on which connections are cut.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly Task _accepting;
    private int _cuts;

    public CutLine(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A connection is cut when so many bytes have come from the server …</summary>
    public long After { get; set; } = long.MaxValue;

    /// <summary>… as long as any cuts are left.</summary>
    public int CutsLeft { get; set; }

    public int Cuts => _cuts;

    /// <summary>Nothing comes through, and nothing is closed.</summary>
    public bool IsSilent { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Join(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task Join(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            await Task.WhenAny(Carry(near, far, long.MaxValue), Carry(far, near, After));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server is away.
        }
    }

    private async Task Carry(TcpClient from, TcpClient to, long most)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (var carried = 0L; await from.GetStream().ReadAsync(buffer, _end.Token) is var count and > 0; carried += count)
            {
                while (IsSilent)
                {
                    await Task.Delay(50, _end.Token);
                }

                if (carried + count > most && CutsLeft > 0)
                {
                    CutsLeft--;
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone.
        }
    }
}
