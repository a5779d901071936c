using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Invoicing.Systems.Http;

/// <summary>
/// The body of a call, and the last look at the clock. The journal lets another process take the call over once its window has passed;
/// a process that was frozen since it claimed the call must therefore not write it any more. What no client can close is a freeze between
/// this look and the socket. It also knows whether writing has begun: what failed before had no effect.
/// </summary>
internal sealed class DeadlineCheckedContent : HttpContent
{
    private readonly byte[] _body;
    private readonly CallDeadline _window;
    private int _looks;

    public DeadlineCheckedContent(string body, CallDeadline window, string mediaType = "application/json")
    {
        (_body, _window) = (Encoding.UTF8.GetBytes(body), window);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    public bool HasBegun { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // A handler that repeats a request on another connection would be a blind resend.
        if (_window.IsOver || Interlocked.Increment(ref _looks) > 1)
        {
            throw new WindowOverException();
        }

        HasBegun = true;
        await stream.WriteAsync(_body);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}

/// <summary>The call's time was over before anything was written.</summary>
internal sealed class WindowOverException : Exception;
