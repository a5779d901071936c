using System.Net.Sockets;

namespace Invoicing.Torture.Proxies;

/// <summary>Some bytes on their way, cut where the protocol cuts them.</summary>
/// <param name="Wire">The connection that it belongs to.</param>
internal sealed record Part(IWire Wire, bool ToServer, ReadOnlyMemory<byte> Bytes);

/// <summary>Cuts the bytes of one connection into parts.</summary>
internal interface IWire
{
    /// <returns>Length of the first part of the buffer; 0 when it has not arrived as a whole.</returns>
    int FirstPart(ReadOnlySpan<byte> buffer, bool toServer);
}

/// <summary>Where nobody looks inside.</summary>
internal sealed class RawWire : IWire
{
    public int FirstPart(ReadOnlySpan<byte> buffer, bool toServer) => buffer.Length;
}

/// <summary>One connection through a proxy.</summary>
internal sealed class Link(TcpClient client, TcpProxy proxy, IWire wire) : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly TcpClient _server = new() { NoDelay = true };

    public async Task Run(string host, int port, CancellationToken stop)
    {
        client.NoDelay = true;
        while (proxy.Weather == Weather.Partitioned)
        {
            await Task.Delay(s_look, stop);
        }

        await _server.ConnectAsync(host, port, stop);
        await await Task.WhenAny(
            Pump(client.Client, _server.Client, toServer: true, stop),
            Pump(_server.Client, client.Client, toServer: false, stop));
    }

    /// <summary>A reset, not a farewell.</summary>
    public void Cut()
    {
        foreach (var socket in new[] { client, _server })
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException or NullReferenceException)
            {
                // It was closed already.
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task Pump(Socket from, Socket to, bool toServer, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (await from.ReceiveAsync(buffer.AsMemory(filled), stop) is > 0 and var count)
        {
            filled += count;
            if (proxy.Delay > TimeSpan.Zero)
            {
                await Task.Delay(proxy.Delay, stop);
                proxy.Delayed++;
            }

            var start = 0;
            while (start < filled && wire.FirstPart(buffer.AsSpan(start, filled - start), toServer) is > 0 and var length
                && length <= filled - start)
            {
                await Pass(new Part(wire, toServer, buffer.AsMemory(start, length)), to, stop);
                start += length;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private async Task Pass(Part part, Socket to, CancellationToken stop)
    {
        while (proxy.Weather == Weather.Partitioned)
        {
            await Task.Delay(s_look, stop);
        }

        if (proxy.OnPart?.Invoke(part) == false)
        {
            return;
        }

        for (var rest = part.Bytes; rest.Length > 0;)
        {
            rest = rest[await to.SendAsync(rest, stop)..];
        }

        proxy.OnPassed?.Invoke(part);
    }
}
