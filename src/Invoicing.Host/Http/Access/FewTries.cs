using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Host.Http.Access;

/// <summary>
/// Of an endpoint that may be tried ten times a minute from a network. ASP.NET's own limits keep a timer that fires ten times a second,
/// whether anybody comes or not.
/// </summary>
internal sealed class FewTries(TimeProvider clock)
{
    private const int Most = 10;

    /// <summary>More networks than these are counted as one.</summary>
    private const int MostNetworks = 10_000;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private Dictionary<string, int> _tries = [];
    private readonly Lock _gate = new();
    private long _began = clock.GetTimestamp();

    /// <exception cref="ProblemException">There were too many.</exception>
    public void Count(HttpContext context)
    {
        lock (_gate)
        {
            if (clock.GetElapsedTime(_began) >= s_window)
            {
                (_tries, _began) = ([], clock.GetTimestamp());
            }

            var network = NetworkOf(context.Connection.RemoteIpAddress);
            network = _tries.Count < MostNetworks || _tries.ContainsKey(network) ? network : "";
            if (++CollectionsMarshal.GetValueRefOrAddDefault(_tries, network, out _) <= Most)
            {
                return;
            }
        }

        context.Response.Headers.RetryAfter = "60";
        throw new ProblemException(
            StatusCodes.Status429TooManyRequests, "too-many-tries", "Too many tries to sign in: wait for a minute.");
    }

    /// <summary>Who has one IPv6 address has the 2^64 of its network.</summary>
    private static string NetworkOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
