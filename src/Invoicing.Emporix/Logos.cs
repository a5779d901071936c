using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>
/// Fetches the logo of a site. Whatever goes wrong, the invoice is made without it. An address comes from a site's settings, so it must
/// not lead into our own network: only to where Emporix itself is, or to public addresses over https.
/// </summary>
internal sealed class Logos(IOptions<EmporixSettings> options, TimeProvider clock) : IDisposable
{
    private const int MostKnown = 100;
    private const int Longest = 2 * 1024 * 1024;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, byte[]? Picture, string? Problem)> _known = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        // A proxy would look up the address itself.
        UseProxy = false,
        MaxAutomaticRedirections = 3,
        ConnectTimeout = s_time,
        ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, options.Value.BaseUrl, ct),
    });

    /// <returns>Null: there is none, or it cannot be used, and why.</returns>
    public async Task<(byte[]? Picture, string? Problem)> Get(string? url, CancellationToken ct)
    {
        if (url is null)
        {
            return (null, null);
        }

        if (_known.TryGetValue(url, out var known) && clock.GetUtcNow() - known.At < s_kept)
        {
            return (known.Picture, known.Problem);
        }

        var (picture, problem) = await Fetch(url, ct);
        if (_known.Count > MostKnown)
        {
            _known.Clear();
        }

        _known[url] = (clock.GetUtcNow(), picture, problem);
        return (picture, problem);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(byte[]? Picture, string? Problem)> Fetch(string url, CancellationToken ct)
    {
        var isAddress = Uri.TryCreate(url, UriKind.Absolute, out var address);
        if (!isAddress || !(address!.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && IsEmporix(address.Host, options.Value.BaseUrl))))
        {
            return (null, "the logo's address is not one that begins with https://");
        }

        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_time);
        try
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, time.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (null, $"the logo's address answers {(int)response.StatusCode}");
            }

            await using var stream = await response.Content.ReadAsStreamAsync(time.Token);
            var bytes = new byte[Longest + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, time.Token);
            return length > Longest ? (null, "the logo has more than 2 MiB") : (bytes[..length], null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (null, $"the logo cannot be fetched ({(e is OperationCanceledException ? "no answer in 5 s" : e.Message)})");
        }
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint to, Uri emporix, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, ct);
        var allowed = IsEmporix(to.Host, emporix) ? addresses : [.. addresses.Where(IsPublic)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("it leads into a private network");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsEmporix(string host, Uri emporix) => host.Equals(emporix.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Not of this machine or of a network that only its owners reach.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = ip.GetAddressBytes();
        return !IPAddress.IsLoopback(ip) && (ip.AddressFamily == AddressFamily.InterNetwork
            ? (bytes[0], bytes[1]) is not ((0 or 10 or 127 or >= 224, _) or (172, >= 16 and < 32) or (192, 168) or (169, 254)
                or (100, >= 64 and < 128))
            : !(ip.IsIPv6LinkLocal || ip.IsIPv6SiteLocal || ip.IsIPv6UniqueLocal || ip.IsIPv6Multicast || ip.Equals(IPAddress.IPv6None)
                || ip.Equals(IPAddress.IPv6Any)));
    }
}
