using System.Globalization;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.RetailPro;

/// <param name="Why">For an unknown outcome: what came instead of a clear answer, as the end of “was answered 200”.</param>
internal readonly record struct Judgement(CallOutcome Outcome, string Why = "", string? DocumentNo = null);

/// <summary>
/// Decides what an answer under 2xx means. The status alone says nothing: an acceptance is positive, a document number or a rule of
/// <c>RetailPro:AcceptedAnswers</c>; a refusal is plain; everything else is unknown.
/// </summary>
internal static class AcceptedAnswers
{
    private const string Settings = "RetailPro:DocumentNoProperties and RetailPro:AcceptedAnswers say what an acceptance looks like";

    public static Judgement Judge(HttpAnswer answer, CallAsked call)
    {
        var isStatusEnough = call.Settings.AcceptedAnswers.Contains(answer.Status.ToString(CultureInfo.InvariantCulture));
        return !answer.IsComplete ? Unknown(", but the answer broke off")
            : string.IsNullOrWhiteSpace(answer.Text) ? isStatusEnough ? new(CallOutcome.Done) : Unknown($" with nothing in it ({Settings})")
            : AnswerJson.TryParse(answer.Text, out var json)
                ? Judge(json, AnswerMarks.Of(json, call.Settings, request: call.RequestBody), isStatusEnough, call)
            : Unknown(answer.IsHtml ? ", but with a page of HTML, as a login or a proxy sends it"
                : answer.IsMarkup ? ", but with XML"
                : $", but with a text that is not JSON{TypeOf(answer)}");
    }

    /// <summary>Whether a plain refusal is one of the credentials: no other order would be taken either.</summary>
    public static bool IsOfCredentials(JsonElement json, RetailProSettings settings)
    {
        var text = AnswerJson.PlainTextOf(json);
        return settings.CredentialTexts.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a value of <c>RetailPro:AcceptedAnswers</c> is a status of success or <c>property=value</c>.</summary>
    public static bool IsRule(string text) =>
        text.Split('=') is [var name, var value]
            ? name.Trim().Length > 0 && value.Trim().Length > 0
            : text.Length == 3 && text[0] == '2' && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]);

    private static Judgement Judge(JsonElement json, AnswerMarks marks, bool isStatusEnough, CallAsked call)
    {
        // Refusals name the number that they are about: ours tells that it was entered only where nothing else is said.
        var ours = marks.Numbers.Count > 0 && (marks.IsRefused || marks.HasMessage) ? OurNumber(call) : null;
        var documentNo = IsOurs(marks.DocumentNo) ? null : marks.DocumentNo;
        var isAccepted = documentNo is not null || marks.IsAccepted;
        return marks switch
        {
            { IsContradicted: true } => Unknown(", but the answer gives one property two values"),
            { IsRefused: true } when marks.SoundsAccepted || !marks.Numbers.All(IsOurs) => Unknown(", but the answer says both yes and no"),
            { IsRefused: true, LeavesOpen: true } => Unknown(", and the answer says no in words that leave open what was done before"),
            { IsRefused: true } => new(IsOfCredentials(json, call.Settings) ? CallOutcome.CredentialsRefused : CallOutcome.Refused),
            { SoundsRefused: true } => Unknown(", but the answer sounds like a refusal"),
            _ when documentNo is not null => new(CallOutcome.Done, DocumentNo: documentNo),
            { LeavesOpen: true } => Unknown(", but the answer leaves open what was done"),
            _ when isAccepted || (isStatusEnough && !marks.HasMessage) => new(CallOutcome.Done),
            _ => Unknown($", but the answer does not say that it was accepted ({Settings})"),
        };

        bool IsOurs(string? number) => ours is not null && ours.Equals(number, StringComparison.OrdinalIgnoreCase);
    }

    private static string? OurNumber(CallAsked call)
    {
        if (!AnswerJson.TryParse(call.RequestBody, out var request))
        {
            return null;
        }

        var fields = new JsonFields(request, "", []);
        return fields.Code("OrderNo") ?? fields.Code("SlipNo");
    }

    private static Judgement Unknown(string why) => new(CallOutcome.Unknown, why);

    private static string TypeOf(HttpAnswer answer) => answer.ContentType is { Length: > 0 } type ? $" ({type})" : "";
}
