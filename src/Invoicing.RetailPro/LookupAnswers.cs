using System.Text.Json;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.RetailPro;

/// <summary>
/// Decides what the answer to a lookup means. A wrong “missing” would invoice an order twice, a wrong “exists” never: each needs an
/// answer that speaks of the number, and whatever comes from a proxy, a login or a wrong path is none.
/// </summary>
internal static class LookupAnswers
{
    /// <summary>A 404 with these words speaks of an address, not of a document.</summary>
    private static readonly string[] OfAddresses =
    [
        "path", "route", "url", "request uri", "requesturi", "resource", "recurso", "endpoint", "controller", "upstream", "gateway",
        "no api",
    ];

    public static LookupOutcome Of(HttpAttempt reply, string number, RetailProSettings settings) => reply.Answer switch
    {
        { IsComplete: true } answer when settings.CredentialStatuses.Contains(answer.Status) => LookupOutcome.CredentialsRefused,
        { IsComplete: true, Status: 200 or 404 } answer when AnswerJson.TryParse(answer.Text, out var json) =>
            Of(answer.Status, json, AnswerMarks.Of(json, settings, number), number, settings),
        _ => LookupOutcome.NoAnswer,
    };

    /// <summary>Whether the goods of a slip were received, where the settings tell how an answer says so; null: nobody knows.</summary>
    public static bool? IsReceived(HttpAttempt reply, RetailProSettings settings) =>
        settings.SlipNotReceived is { Length: > 0 } rule && reply.Answer is { IsComplete: true, Status: 200 } answer
            && AnswerJson.TryParse(answer.Text, out var json) ? !Says(json, rule) : null;

    /// <summary>Whether a property at the top or one level below has the value that the rule <c>property=value</c> names.</summary>
    private static bool Says(JsonElement json, string rule) =>
        json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any(property => AnswerMarks.IsRule(rule, property)
            || (property.Value.ValueKind == JsonValueKind.Object
                && property.Value.EnumerateObject().Any(inner => AnswerMarks.IsRule(rule, inner))));

    private static LookupOutcome Of(
        int status,
        JsonElement json,
        AnswerMarks marks,
        string number,
        RetailProSettings settings) => marks switch
    {
        { IsContradicted: true } or { LeavesOpen: true } => LookupOutcome.NoAnswer,
        { IsRefused: true } when AcceptedAnswers.IsOfCredentials(json, settings) => LookupOutcome.CredentialsRefused,
        _ when status == 404 => IsMissing(json, marks) ? LookupOutcome.Missing : LookupOutcome.NoAnswer,
        { IsRefused: true } or { SoundsRefused: true } or { IsEmptyHanded: true } or { NamesAnother: true, NamesAsked: false } =>
            LookupOutcome.NoAnswer,
        // The number alone may be no more than the question repeated.
        { NamesAsked: true, HasMessage: false } => LookupOutcome.Exists,
        { DocumentNo: { } found } when !found.Equals(number, StringComparison.OrdinalIgnoreCase) => LookupOutcome.Exists,
        _ => LookupOutcome.NoAnswer,
    };

    private static bool IsMissing(JsonElement json, AnswerMarks marks)
    {
        var text = AnswerJson.PlainTextOf(json);
        return marks.DocumentNo is null && !AnswerWords.IsNothing(json)
            && !OfAddresses.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
