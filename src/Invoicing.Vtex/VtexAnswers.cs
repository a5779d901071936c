using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Vtex;

/// <summary>What VTEX's answers mean.</summary>
internal static class VtexAnswers
{
    private const int LongestQuote = 500;
    private const int LongestReceipt = 200;

    /// <summary>No answer, or one that says the same whatever was asked; null: it is of the kind that was asked for.</summary>
    /// <param name="call">As people call it, a sentence's beginning.</param>
    /// <param name="resource">The permission of the key that the call needs.</param>
    /// <param name="hasEffect">An answer that says nothing leaves open whether the call had its effect.</param>
    public static CallResult? Trouble(HttpAttempt attempt, string call, string resource, bool hasEffect)
    {
        var unknown = hasEffect ? CallOutcome.Unknown : CallOutcome.NoEffect;
        if (attempt.Answer is not { } answer)
        {
            return new(attempt.WasNotWritten ? CallOutcome.NoEffect : unknown, Text(attempt, call), RetryAfter: attempt.RetryAfter);
        }

        return answer.Status switch
        {
            >= 200 and < 300 when answer.Text.AsSpan().TrimStart().StartsWith("<") => Credentials("a page, as for people who must log in,"),
            // Where it leads to is the page for logging in.
            >= 300 and < 400 => Credentials($"{answer.Status}, a redirect,"),
            401 => Credentials("401"),
            403 => Credentials($"403: the key lacks the resource *{resource}* in VTEX's licence manager, or the account has none of it;"),
            429 or 503 => Result(CallOutcome.NoEffect, $"{call} was not carried out: VTEX asks for fewer calls ({answer.Status}).")
                with { RetryAfter = attempt.RetryAfter },
            408 or >= 500 => Result(unknown, $"{call} was answered {answer.Status}.{Quote(answer)}"),
            >= 400 when answer.Status != 404 => Result(CallOutcome.Refused, $"{call} was refused ({answer.Status}).{Quote(answer)}"),
            _ when !answer.IsComplete => Result(unknown, $"{call} was answered {answer.Status}, and the answer was cut off."),
            _ => null,
        };

        CallResult Credentials(string what) =>
            Result(CallOutcome.CredentialsRefused, $"{call} was answered {what} which means that VTEX does not take the credentials.");

        CallResult Result(CallOutcome outcome, string message) => new(outcome, message, answer.Status, Storable(answer, hasEffect));
    }

    /// <summary>VTEX's own words of an error: its code and its message.</summary>
    public static string Quote(HttpAnswer answer)
    {
        var words = TextSanitizer.WithoutAddresses(TextSanitizer.Line(WordsOf(answer), LongestQuote));
        return words.Length == 0 ? "" : $" VTEX says: {words}";
    }

    /// <summary>The code of <c>{"error":{"code":…}}</c>.</summary>
    public static string? CodeOf(HttpAnswer answer) => ErrorOf(answer) is { } error ? Value(error, "code") : null;

    /// <returns>Null: the answer has none.</returns>
    public static string? ReceiptOf(HttpAnswer answer) =>
        answer.JsonObject() is { } json && Value(json, "receipt") is { Length: > 0 and <= LongestReceipt } receipt ? receipt : null;

    /// <summary>What may be kept of an answer; that to a question holds the customer's data, and nothing that is needed later.</summary>
    public static string? Storable(HttpAnswer answer, bool isWanted) =>
        isWanted || answer.Status >= 400 ? answer.Storable : null;

    private static string WordsOf(HttpAnswer answer) => (ErrorOf(answer) ?? answer.JsonObject()) is { } error
        ? string.Join(": ", new[] { "code", "title", "message", "detail" }.Select(name => Value(error, name)).OfType<string>())
        : answer.IsMarkup ? ""
        : answer.Text;

    private static JsonElement? ErrorOf(HttpAnswer answer) =>
        answer.JsonObject() is { } json && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? error
            : null;

    private static string? Value(JsonElement json, string name) => new JsonFields(json, "", []).Text(name, orNumber: true);

    private static string Text(HttpAttempt attempt, string call) => attempt.Interruption switch
    {
        TransportFailure.NoFreePlace => $"{call} was not sent: no place became free within half the time of the call (Vtex:Concurrency, "
            + "Vtex:CallsPerSecond).",
        TransportFailure.BreakerOpen => $"{call} was not sent: calls to this account are held back for another "
            + $"{Math.Ceiling((attempt.RetryAfter ?? default).TotalSeconds)} s.",
        TransportFailure.WindowOver => $"{call} was not sent: its time was over before anything was written.",
        TransportFailure.TimedOut => $"{call} was sent but not answered in time (Vtex:CallTimeout).",
        TransportFailure.CutOff => $"{call} was sent, but the connection was cut before the answer.",
        TransportFailure.NameNotResolved => $"{call} was not sent: the name of the account's address is not known. Check its BaseUrl.",
        TransportFailure.NotSecure => $"{call} was not sent: no secure connection could be opened. Check the account's BaseUrl.",
        _ => $"{call} was not sent: no connection could be opened ({attempt.Interruption}). {attempt.Detail}".TrimEnd(),
    };
}
