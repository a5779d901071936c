using System.Net.Http.Headers;
using System.Text;

namespace Invoicing.Systems.Http;

/// <summary>
/// The pooled connection to a system: writes one request, reads one answer, and says what happened instead when there is none.
/// Made without IHttpClientFactory, so that nothing logs headers; follows no redirect, keeps no cookie, repeats nothing.
/// </summary>
/// <param name="identify">Writes who we are into a request.</param>
internal sealed class HttpConnection(Uri baseUrl, TimeSpan connectTimeout, Action<HttpRequestHeaders> identify) : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;

    private readonly string _base = baseUrl.AbsoluteUri.TrimEnd('/');

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,

        // So that a change of the system's address in DNS is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // Below the idle time-out of common servers (5 s and more): a call written while the server closes the connection has an
        // unknown outcome.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<HttpAttempt> Send(HttpMethod method, string path, DeadlineCheckedContent content, CancellationToken time) =>
        Exchange(method, path, content, () => content.HasBegun, time);

    /// <summary>A question has no effect, so it does not matter when it failed, only why.</summary>
    public Task<HttpAttempt> Get(string path, CancellationToken time) => Ask(HttpMethod.Get, path, time);

    /// <summary>Whether someone answers. Without credentials: nothing is asked for.</summary>
    public Task<HttpAttempt> Head(CancellationToken time) => Ask(HttpMethod.Head, "/", time);

    public void Dispose() => _http.Dispose();

    private Task<HttpAttempt> Ask(HttpMethod method, string path, CancellationToken time) =>
        Exchange(method, path, null, () => time.IsCancellationRequested, time);

    private async Task<HttpAttempt> Exchange(
        HttpMethod method,
        string path,
        HttpContent? content,
        Func<bool> hasBegun,
        CancellationToken time)
    {
        try
        {
            using var request = new HttpRequestMessage(method, _base + path) { Content = content };
            if (method != HttpMethod.Head)
            {
                identify(request.Headers);
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time);
            return new HttpAttempt(await Read(response, time));
        }
        catch (Exception exception)
        {
            // Whatever it was: once writing has begun the outcome is unknown, and a result that says so is worth more than an exception.
            return TransportFailures.Of(exception, hasBegun(), time.IsCancellationRequested);
        }
    }

    /// <summary>The status counts even if the text breaks off: it was sent first.</summary>
    private static async Task<HttpAnswer> Read(HttpResponseMessage response, CancellationToken time)
    {
        var bytes = new MemoryStream();
        var isComplete = false;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(time);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, time)) > 0 && bytes.Length < LongestAnswer)
            {
                bytes.Write(buffer, 0, read);
            }

            isComplete = read == 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Said by isComplete.
        }

        return new HttpAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("Retry-After", out var values) ? values.First().Trim() : null,
            EncodingOf(response).GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF'),
            isComplete);
    }

    private static Encoding EncodingOf(HttpResponseMessage response)
    {
        try
        {
            return response.Content.Headers.ContentType?.CharSet is { Length: > 0 } name
                ? Encoding.GetEncoding(name.Trim('"'))
                : Encoding.UTF8;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }
}
