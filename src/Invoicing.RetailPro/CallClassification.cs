using System.Globalization;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.RetailPro;

/// <summary>What a call is about: all that <see cref="CallClassification"/> needs beside the reply.</summary>
/// <param name="Operation">As a person calls it, such as <c>Order to Invoice</c>.</param>
/// <param name="RequestBody">What was sent: its customer's values are taken out of every message.</param>
internal sealed record CallAsked(string Operation, string RequestBody, RetailProSettings Settings, DateTimeOffset Now);

/// <summary>
/// The one place that says what the reply to a call means. The question is always whether the call may have had an effect: only what is
/// known to have had none may be repeated.
/// </summary>
internal static class CallClassification
{
    public const int TooManyRequests = 429;
    public const int RequestTimeout = 408;
    private const string WithRetryAfter = "+Retry-After";

    public static CallResult Of(HttpAttempt reply, CallAsked call)
    {
        if (reply.Answer is not { } answer)
        {
            var outcome = reply.WasNotWritten ? CallOutcome.NoEffect : CallOutcome.Unknown;
            return new CallResult(outcome, CallTexts.Of(reply, call), RetryAfter: reply.RetryAfter);
        }

        var judged = Judge(answer, call);
        return new CallResult(
            judged.Outcome,
            CallTexts.Of(judged, answer, call),
            answer.Status,
            answer.Storable,
            judged.DocumentNo,
            judged.Outcome == CallOutcome.NoEffect ? answer.WaitFrom(call.Now) : null);
    }

    /// <summary>
    /// Whether the reply counts against Retail Pro in the circuit breaker: it is down or overloaded, not merely of another opinion.
    /// </summary>
    public static bool IsTrouble(HttpAttempt reply) => reply.Answer is { } answer
        ? answer.Status is >= 500 or TooManyRequests || !answer.IsComplete
        : !reply.WasHeldBack;

    /// <summary>Whether a value of <c>RetailPro:NoEffectStatuses</c> is <c>NNN</c> or <c>NNN+Retry-After</c>, of an error.</summary>
    public static bool IsNoEffectStatus(string text)
    {
        var status = StatusOf(text);
        return status.Length == 3 && status[0] is '4' or '5' && char.IsAsciiDigit(status[1]) && char.IsAsciiDigit(status[2]);
    }

    private static Judgement Judge(HttpAnswer answer, CallAsked call) => answer.Status switch
    {
        TooManyRequests => new(CallOutcome.NoEffect),
        _ when answer.Status == call.Settings.DuplicateStatus && Duplicate(answer, call.Settings) is { } duplicate => new(duplicate),
        _ when IsNoEffect(answer, call) => new(CallOutcome.NoEffect),
        >= 200 and < 300 => AcceptedAnswers.Judge(answer, call),
        RequestTimeout => new(CallOutcome.Unknown),
        _ when call.Settings.CredentialStatuses.Contains(answer.Status) => new(CallOutcome.CredentialsRefused),
        // These ask for the same request at another address. Any other redirect may lead to the page of what was made.
        301 or 307 or 308 or (>= 400 and < 500) => new(CallOutcome.Refused),
        >= 300 and < 400 => new(CallOutcome.Unknown, ", a redirect to another address, which is not followed (check RetailPro:BaseUrl)"),
        _ => new(CallOutcome.Unknown),
    };

    /// <summary>Null when the answer has the status but not the text; if it was cut, the text may have been in the rest.</summary>
    private static CallOutcome? Duplicate(HttpAnswer answer, RetailProSettings settings) =>
        string.IsNullOrEmpty(settings.DuplicateText) || AnswerJson.Contains(answer.Text, settings.DuplicateText) ? CallOutcome.AlreadyExists
        : answer.IsComplete ? null
        : CallOutcome.Unknown;

    private static bool IsNoEffect(HttpAnswer answer, CallAsked call) => call.Settings.NoEffectStatuses.Any(text =>
        StatusOf(text) == answer.Status.ToString(CultureInfo.InvariantCulture)
        && (!text.EndsWith(WithRetryAfter, StringComparison.OrdinalIgnoreCase) || answer.WaitFrom(call.Now) is not null));

    private static string StatusOf(string text) =>
        text.EndsWith(WithRetryAfter, StringComparison.OrdinalIgnoreCase) ? text[..^WithRetryAfter.Length] : text;
}
