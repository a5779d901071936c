using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.RetailPro;

/// <summary>What operations read in mails and lists: what happened, what it means, which setting may be wrong.</summary>
internal static class CallTexts
{
    private const string CheckWhether = "Check RetailPro:BaseUrl and whether Retail Pro runs.";
    private const string MayOrMayNot = "Retail Pro may or may not have carried it out.";

    public static string Of(HttpAttempt reply, CallAsked call) => reply.Interruption switch
    {
        TransportFailure.NoFreePlace =>
            $"{call.Operation} was not sent: no place became free within half the time of the call (RetailPro:Concurrency is "
                + $"{call.Settings.Concurrency}).",
        TransportFailure.BreakerOpen =>
            $"{call.Operation} was not sent: the last calls to Retail Pro failed, so that calls are held back for another "
            + $"{Math.Ceiling((reply.RetryAfter ?? default).TotalSeconds)} s (circuit breaker open).",
        TransportFailure.WindowOver => $"{call.Operation} was not sent: its time was over before anything was written.",
        TransportFailure.NotWritten => $"{call.Operation} was not sent: it failed before anything was written ({reply.Detail}).",
        TransportFailure.TimedOut => $"{call.Operation} was sent but not answered in time (RetailPro:CallTimeout is "
            + $"{call.Settings.CallTimeout}): {MayOrMayNot}",
        TransportFailure.CutOff => $"{call.Operation} was sent, but the connection was cut before the answer: {MayOrMayNot}",
        _ => $"{call.Operation} was not sent: {WhyNotReached(reply, call.Settings)}",
    };

    /// <summary>Why Retail Pro cannot be reached, naming the setting to look at.</summary>
    public static string WhyNotReached(HttpAttempt reply, RetailProSettings settings) => reply.Interruption switch
    {
        TransportFailure.NameNotResolved => $"the name {settings.BaseUrl!.Host} is not known. Check RetailPro:BaseUrl.",
        TransportFailure.NotConnected => $"no connection to {settings.BaseUrl!.Authority} could be opened. {CheckWhether}",
        TransportFailure.ConnectTimeout =>
            $"no connection to {settings.BaseUrl!.Authority} could be opened in time (RetailPro:ConnectTimeout is "
                + $"{settings.ConnectTimeout}). {CheckWhether}",
        TransportFailure.NotSecure =>
            $"no secure connection to {settings.BaseUrl!.Authority} could be opened: "
            + "its certificate is not trusted here, or it does not speak TLS. Check RetailPro:BaseUrl.",
        TransportFailure.TimedOut =>
            $"{settings.BaseUrl!.Authority} did not answer in time (RetailPro:CallTimeout is {settings.CallTimeout}). Check "
                + "RetailPro:BaseUrl.",
        TransportFailure.CutOff => $"{settings.BaseUrl!.Authority} cut the connection before an answer. Check RetailPro:BaseUrl.",
        _ => $"{settings.BaseUrl!.Authority} does not answer as a web server does ({reply.Detail}). Check RetailPro:BaseUrl.",
    };

    public static string Of(Judgement judged, HttpAnswer answer, CallAsked call) => judged.Outcome switch
    {
        CallOutcome.Done => $"{call.Operation} was accepted ({answer.Status}).",
        CallOutcome.AlreadyExists => $"{call.Operation}: Retail Pro says that the number exists already "
            + $"({answer.Status}).{Quote(answer, call)}",
        CallOutcome.NoEffect when answer.Status == 429 => $"{call.Operation} was not carried out: Retail Pro asks for fewer calls (429).",
        CallOutcome.NoEffect =>
            $"{call.Operation} was not carried out: Retail Pro answered {answer.Status}, "
            + $"which RetailPro:NoEffectStatuses takes for having no effect.{Quote(answer, call)}",
        CallOutcome.CredentialsRefused =>
            $"{call.Operation} was refused ({answer.Status}): Retail Pro does not take the credentials, check RetailPro:UserName, "
                + $"RetailPro:Password and RetailPro:Headers.{Quote(answer, call)}",
        CallOutcome.Refused => $"{call.Operation} was refused ({answer.Status}){HintOf(answer.Status)}.{Quote(answer, call)}",
        _ => $"{call.Operation} was answered {answer.Status}{judged.Why}: {MayOrMayNot}{Quote(answer, call)}",
    };

    private static string HintOf(int status) => status switch
    {
        401 or 403 => ": Retail Pro does not allow it, check RetailPro:UserName, RetailPro:Password and RetailPro:Headers",
        404 or 405 => ": there is no such address, check RetailPro:BaseUrl",
        < 300 => ": the status means success, but the answer says no",
        < 400 => ": it redirects to another address, which is not followed, check RetailPro:BaseUrl",
        _ => "",
    };

    /// <summary>The answer's own words, without the customer's values and our secrets; nothing where they cannot be told apart.</summary>
    private static string Quote(HttpAnswer answer, CallAsked call)
    {
        var text = AnswerJson.TryParse(answer.Text, out var json) ? AnswerJson.PlainTextOf(json)
            : answer.IsMarkup ? PageText.Of(answer.Text)
            : answer.IsPlainText ? answer.Text
            : "";
        var scrubbed = Redaction.Scrub(text, call.RequestBody, RetailProSecrets.Of(call.Settings));
        return scrubbed.Length == 0 ? "" : $" It says: \"{scrubbed}\"";
    }
}
