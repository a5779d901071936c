using System.Globalization;

namespace Invoicing.RetailPro;

/// <summary>What a call is about: all that <see cref="CallClassification"/> needs beside the reply.</summary>
/// <param name="Operation">As a person calls it, such as <c>Order to Invoice</c>.</param>
/// <param name="RequestBody">What was sent: its customer's values are taken out of every message.</param>
internal sealed record CallAsked(string Operation, string RequestBody, RetailProSettings Settings, DateTimeOffset Now);

/// <summary>
/// The one place that says what a reply means. The question is always whether the call may have had an effect: only what is known
/// to have had none may be repeated.
/// </summary>
internal static class CallClassification
{
    public const int TooManyRequests = 429;
    public const int RequestTimeout = 408;
    private const int BodyLimit = 4000;
    private const string WithRetryAfter = "+Retry-After";

    public static CallResult Of(Reply reply, CallAsked call)
    {
        if (reply.Answer is not { } answer)
        {
            var outcome = reply.Interruption < Interruption.TimedOut ? CallOutcome.NoEffect : CallOutcome.Unknown;
            return new CallResult(outcome, CallTexts.Of(reply, call), RetryAfter: reply.RetryAfter);
        }

        var kind = Kind(answer, call);
        return new CallResult(
            kind,
            CallTexts.Of(kind, answer, call),
            answer.Status,
            Storable(answer.Text),
            kind == CallOutcome.Done ? AnswerJson.DocumentNo(answer.Text, call.Settings.DocumentNoProperties) : null,
            kind == CallOutcome.NoEffect ? answer.WaitFrom(call.Now) : null);
    }

    /// <summary>
    /// Whether Retail Pro has the number. A page of HTML answers nothing: it comes from a login or a proxy, and to take its 404 for
    /// "missing" would repeat an invoice. Nor does an empty list, as a search would answer.
    /// </summary>
    public static LookupOutcome OfLookup(Reply reply, RetailProSettings settings) => reply.Answer switch
    {
        { Status: 200, IsComplete: true, IsMarkup: false, IsEmptyJson: false } => LookupOutcome.Exists,
        { Status: 404, IsComplete: true, IsMarkup: false } => LookupOutcome.Missing,
        { IsComplete: true } answer when IsOfCredentials(answer, settings) => LookupOutcome.CredentialsRefused,
        _ => LookupOutcome.NoAnswer,
    };

    /// <summary>Whether the reply counts against Retail Pro in the circuit breaker: it is down or overloaded, not merely of another opinion.</summary>
    public static bool IsTrouble(Reply reply) => reply.Answer is { } answer
        ? answer.Status is >= 500 or TooManyRequests || !answer.IsComplete
        : reply.Interruption is not (Interruption.NoFreePlace or Interruption.BreakerOpen or Interruption.WindowOver);

    /// <summary>Whether a value of <c>RetailPro:NoEffectStatuses</c> is <c>NNN</c> or <c>NNN+Retry-After</c>, of an error.</summary>
    public static bool IsNoEffectStatus(string text)
    {
        var status = StatusOf(text);
        return status.Length == 3 && status[0] is '4' or '5' && char.IsAsciiDigit(status[1]) && char.IsAsciiDigit(status[2]);
    }

    private static CallOutcome Kind(Answer answer, CallAsked call) => answer.Status switch
    {
        TooManyRequests => CallOutcome.NoEffect,
        _ when answer.Status == call.Settings.DuplicateStatus && Duplicate(answer, call.Settings) is { } duplicate => duplicate,
        _ when IsNoEffect(answer, call) => CallOutcome.NoEffect,
        >= 200 and < 300 => IsReadable(answer) ? CallOutcome.Done : CallOutcome.Unknown,
        RequestTimeout => CallOutcome.Unknown,
        _ when IsOfCredentials(answer, call.Settings) => CallOutcome.CredentialsRefused,
        >= 300 and < 500 => CallOutcome.Refused,
        _ => CallOutcome.Unknown,
    };

    /// <summary>Null when the answer has the status but not the text; if it was cut, the text may have been in the rest.</summary>
    private static CallOutcome? Duplicate(Answer answer, RetailProSettings settings) =>
        string.IsNullOrEmpty(settings.DuplicateText) || AnswerJson.Contains(answer.Text, settings.DuplicateText) ? CallOutcome.AlreadyExists
        : answer.IsComplete ? null
        : CallOutcome.Unknown;

    private static bool IsOfCredentials(Answer answer, RetailProSettings settings) => settings.CredentialStatuses.Contains(answer.Status);

    private static bool IsNoEffect(Answer answer, CallAsked call) => call.Settings.NoEffectStatuses.Any(text =>
        StatusOf(text) == answer.Status.ToString(CultureInfo.InvariantCulture)
        && (!text.EndsWith(WithRetryAfter, StringComparison.OrdinalIgnoreCase) || answer.WaitFrom(call.Now) is not null));

    private static string StatusOf(string text) =>
        text.EndsWith(WithRetryAfter, StringComparison.OrdinalIgnoreCase) ? text[..^WithRetryAfter.Length] : text;

    private static bool IsReadable(Answer answer) =>
        answer.IsComplete && (string.IsNullOrWhiteSpace(answer.Text) || AnswerJson.TryParse(answer.Text, out _));

    /// <summary>PostgreSQL keeps no NUL in a text.</summary>
    private static string Storable(string text) => TextLimit.Cut(text, BodyLimit).Replace('\0', ' ');
}
