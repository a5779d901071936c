using System.Net.Sockets;

namespace Invoicing.Systems.Http;

/// <summary>Says in our words why there was no answer. What matters most is on which side of the first written byte it happened.</summary>
internal static class TransportFailures
{
    /// <param name="hasBegun">Whether writing the body had begun.</param>
    /// <param name="timeIsUp">Whether the call's own time had run out.</param>
    public static HttpAttempt Of(Exception exception, bool hasBegun, bool timeIsUp)
    {
        if (hasBegun)
        {
            return new HttpAttempt(null, timeIsUp ? TransportFailure.TimedOut : TransportFailure.CutOff);
        }

        var chain = Chain(exception).ToList();
        var error = chain.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError;
        var interruption = error switch
        {
            _ when chain.OfType<WindowOverException>().Any() => TransportFailure.WindowOver,
            null => exception is OperationCanceledException ? TransportFailure.ConnectTimeout : TransportFailure.NotWritten,
            HttpRequestError.NameResolutionError => TransportFailure.NameNotResolved,
            HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => TransportFailure.NotConnected,
            HttpRequestError.SecureConnectionError => TransportFailure.NotSecure,
            _ when chain.OfType<SocketException>().Any() => TransportFailure.NotConnected,
            _ => TransportFailure.NotWritten,
        };

        // Never an exception's own message: it may quote a header.
        return new HttpAttempt(null, interruption, error switch
        {
            HttpRequestError.ResponseEnded => "the connection was closed without an answer",
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "what came is not HTTP",
            HttpRequestError.ConfigurationLimitExceeded => "the headers of the answer are too long",
            _ => $"code {FaultReason.CodeOf(chain[^1].GetType().FullName)}",
        });
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
