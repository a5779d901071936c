using System.Globalization;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Systems.Http;

/// <summary>What came back for one request: an answer, or why there is none.</summary>
/// <param name="Answer">The answer, when its status line and headers arrived.</param>
/// <param name="Interruption">What happened otherwise.</param>
/// <param name="Detail">The kind of error, for those who know .NET.</param>
/// <param name="RetryAfter">The time until the circuit breaker lets a call through.</param>
internal sealed record HttpAttempt(
    HttpAnswer? Answer, TransportFailure Interruption = TransportFailure.None, string? Detail = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Nothing of the body was written.</summary>
    public bool WasNotWritten => Answer is null && Interruption < TransportFailure.TimedOut;

    /// <summary>It was not made at all: by us, and not by the system's fault.</summary>
    public bool WasHeldBack =>
        Interruption is TransportFailure.NoFreePlace or TransportFailure.BreakerOpen or TransportFailure.WindowOver;
}

/// <summary>What the system, or whatever stands in front of it, answered.</summary>
/// <param name="RetryAfter">The header as it came.</param>
/// <param name="IsComplete">Whether the text was read to its end.</param>
internal sealed record HttpAnswer(
    int Status, string? ContentType = null, string? RetryAfter = null, string Text = "", bool IsComplete = true)
{
    private const int LongestStored = 4000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>The text as the journal keeps it: PostgreSQL keeps no NUL in a text.</summary>
    public string Storable => TextLimit.Cut(Text, LongestStored).Replace('\0', ' ');

    /// <summary>By what it says, too: proxies and login pages answer HTML under any content type.</summary>
    public bool IsHtml =>
        ContentType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true
        || Text.AsSpan().TrimStart().StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
        || Text.Contains("<html", StringComparison.OrdinalIgnoreCase);

    /// <summary>HTML or XML.</summary>
    public bool IsMarkup => IsHtml
        || ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true
        || Text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal);

    public bool IsPlainText =>
        !IsMarkup && (ContentType is null || ContentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase));

    /// <summary>The text as a JSON object; null: it is none.</summary>
    public JsonElement? JsonObject()
    {
        try
        {
            return JsonElement.Parse(Text) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Seconds or a date (RFC 9110), else null. At most a day, so that a slip of the other side stops no order for good.</summary>
    public TimeSpan? WaitFrom(DateTimeOffset now)
    {
        var culture = CultureInfo.InvariantCulture;
        TimeSpan? wait = string.IsNullOrEmpty(RetryAfter) ? null
            : int.TryParse(RetryAfter, NumberStyles.None, culture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : !RetryAfter.AsSpan().ContainsAnyExceptInRange('0', '9') ? LongestWait
            : DateTimeOffset.TryParseExact(RetryAfter, "r", culture, DateTimeStyles.AssumeUniversal, out var date) ? date - now
            : null;
        return wait is { } time ? TimeSpan.FromTicks(Math.Clamp(time.Ticks, 0, LongestWait.Ticks)) : null;
    }
}

/// <summary>Why there is no answer. Those before <see cref="TimedOut"/> happened before the first byte of the body was written.</summary>
internal enum TransportFailure
{
    None,
    NoFreePlace,
    BreakerOpen,
    WindowOver,
    NameNotResolved,
    NotConnected,
    ConnectTimeout,
    NotSecure,
    NotWritten,
    TimedOut,
    CutOff,
}
