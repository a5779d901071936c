using System.Text.Json;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Emporix;

/// <summary>What the answers of Emporix's services mean.</summary>
internal static class EmporixAnswers
{
    private const int LongestQuote = 500;

    /// <summary>No answer, or one that says the same whatever was asked; null: 2xx, or 404.</summary>
    /// <param name="call">As people call it, a sentence's beginning.</param>
    /// <param name="hasEffect">An answer that says nothing leaves open whether the call had its effect.</param>
    /// <param name="now">For a wait that is told as a date.</param>
    public static CallResult? Trouble(HttpAttempt attempt, string call, bool hasEffect, DateTimeOffset now)
    {
        var unknown = hasEffect ? CallOutcome.Unknown : CallOutcome.NoEffect;
        if (attempt.Answer is not { } answer)
        {
            return new(attempt.WasNotWritten ? CallOutcome.NoEffect : unknown, Text(attempt, call), RetryAfter: attempt.RetryAfter);
        }

        var wait = answer.WaitFrom(now);
        return answer.Status switch
        {
            401 => Result(CallOutcome.CredentialsRefused, $"{call} was answered 401: Emporix does not take the tenant's client."),
            403 => Result(
                CallOutcome.CredentialsRefused, $"{call} was answered 403: the tenant's client lacks a scope that the call needs."),
            429 => Result(CallOutcome.NoEffect, $"{call} was not carried out: Emporix asks for fewer calls (429)."),
            503 when wait is not null => Result(CallOutcome.NoEffect, $"{call} was not carried out (503)."),
            408 or >= 500 or (>= 300 and < 400) => Result(unknown, $"{call} was answered {answer.Status}.{Quote(answer)}"),
            404 => null,
            >= 400 => Result(CallOutcome.Refused, $"{call} was refused ({answer.Status}).{Quote(answer)}"),
            _ when !answer.IsComplete => Result(unknown, $"{call} was answered {answer.Status}, and the answer was cut off."),
            _ when answer.IsMarkup => Result(unknown, $"{call} was answered {answer.Status} with a page instead of JSON."),
            _ => null,
        };

        CallResult Result(CallOutcome outcome, string message) =>
            new(outcome, message, answer.Status, hasEffect || answer.Status >= 400 ? answer.Storable : null, RetryAfter: wait);
    }

    /// <summary>Emporix's own words of an error.</summary>
    public static string Quote(HttpAnswer answer)
    {
        var words = answer.JsonObject() is { } json
            ? string.Join(": ", new[] { "message", "error" }.Select(name => TextOf(json, name)).OfType<string>())
            : answer.IsPlainText ? answer.Text : "";
        var line = TextSanitizer.WithoutAddresses(TextSanitizer.Line(words, LongestQuote));
        return line.Length == 0 ? "" : $" Emporix says: {line}";
    }

    /// <returns>Null: it is not there, or no text.</returns>
    public static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(HttpAttempt attempt, string call) => attempt.Interruption switch
    {
        TransportFailure.NoFreePlace =>
            $"{call} was not sent: no place became free within half the time of the call (Emporix:Concurrency).",
        TransportFailure.BreakerOpen => $"{call} was not sent: calls are held back for another "
            + $"{Math.Ceiling((attempt.RetryAfter ?? default).TotalSeconds)} s.",
        TransportFailure.WindowOver => $"{call} was not sent: its time was over before anything was written.",
        TransportFailure.TimedOut => $"{call} was sent but not answered in time (Emporix:CallTimeout).",
        TransportFailure.CutOff => $"{call} was sent, but the connection was cut before the answer.",
        TransportFailure.NameNotResolved => $"{call} was not sent: the name in Emporix:BaseUrl is not known.",
        TransportFailure.NotSecure => $"{call} was not sent: no secure connection could be opened. Check Emporix:BaseUrl.",
        _ => $"{call} was not sent: no connection could be opened ({attempt.Interruption}). {attempt.Detail}".TrimEnd(),
    };
}
