using System.Net.Sockets;
using Invoicing.Failures;

namespace Invoicing.RetailPro;

/// <summary>Says in our words why there was no answer. What matters most is on which side of the first written byte it happened.</summary>
internal static class Interruptions
{
    /// <param name="exception">What the HTTP client threw.</param>
    /// <param name="hasBegun">Whether writing the body had begun.</param>
    /// <param name="timeIsUp">Whether the call's own time had run out.</param>
    public static Reply Of(Exception exception, bool hasBegun, bool timeIsUp)
    {
        if (hasBegun)
        {
            return new Reply(null, timeIsUp ? Interruption.TimedOut : Interruption.CutOff);
        }

        var chain = Chain(exception).ToList();
        var interruption = chain.OfType<WindowOverException>().Any() ? Interruption.WindowOver
            : chain.OfType<HttpRequestException>().FirstOrDefault() is { } failed ? failed.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => Interruption.NameNotResolved,
                HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => Interruption.NotConnected,
                HttpRequestError.SecureConnectionError => Interruption.NotSecure,
                _ when chain.OfType<SocketException>().Any() => Interruption.NotConnected,
                _ => Interruption.NotWritten,
            }
            : exception is OperationCanceledException ? Interruption.ConnectTimeout
            : Interruption.NotWritten;

        return new Reply(null, interruption, Why(chain));
    }

    /// <summary>Never an exception's own message: it may quote a header.</summary>
    private static string Why(IEnumerable<Exception> chain) => chain.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError switch
    {
        HttpRequestError.ResponseEnded => "the connection was closed without an answer",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "what came is not HTTP",
        HttpRequestError.ConfigurationLimitExceeded => "the headers of the answer are too long",
        _ => $"code {FaultReason.CodeOf(chain.Last().GetType().FullName)}",
    };

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
