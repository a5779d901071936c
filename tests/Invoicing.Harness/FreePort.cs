using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Invoicing.Harness;

/// <summary>
/// A port on loopback that nobody listens at, for a server that comes later. It lies below those from which the system takes the ports of
/// outgoing connections (32768): there, one of the many connections of tests that run side by side may take it before the server does.
/// </summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Last = 28_000;

    private static readonly ConcurrentDictionary<int, bool> s_given = new();

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && s_given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
