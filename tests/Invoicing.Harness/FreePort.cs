using System.Net;
using System.Net.Sockets;

namespace Invoicing.Harness;

/// <summary>A port on loopback that nobody listens at, for a server that comes later.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
