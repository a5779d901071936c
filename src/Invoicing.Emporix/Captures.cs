using System.Globalization;
using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>
/// Takes a payment that was authorised, once. Its transaction is looked at before: what was captured there already, also by hand, is never
/// captured again.
/// </summary>
internal sealed class Captures(IOptions<EmporixSettings> options, IEmporix client, TimeProvider clock)
{
    private readonly MissingNumbers _missing = new(clock);

    public async Task<CallResult> Capture(EmporixRequest request, CallDeadline deadline)
    {
        const string Call = "The capture";
        var (captures, trouble) = await Look(request, deadline.Left);
        if (captures is null)
        {
            return trouble!;
        }

        if (captures.FirstOrDefault(capture => capture.Successful) is { } known)
        {
            return known.Amount == request.Amount && known.Currency == request.Currency
                ? new(CallOutcome.Done, "The transaction shows that it was captured already.", DocumentNo: known.Id)
                : new(CallOutcome.Refused, Other(request, known)) { Refusal = FailureKind.NumberTaken };
        }

        var body = JsonSerializer.Serialize(new { amount = request.Amount, currency = request.Currency });
        var attempt = await client.Post(
            request.Tenant,
            $"/payment-gateway/{request.Tenant}/payment/{Uri.EscapeDataString(request.TransactionId!)}/capture",
            body,
            deadline);
        if (EmporixAnswers.Trouble(attempt, Call, hasEffect: true, clock.GetUtcNow()) is { } failed)
        {
            return failed;
        }

        var answer = attempt.Answer!;
        return answer.Status == 404
            ? new(CallOutcome.Refused, $"{Call} was refused: the gateway has no transaction {request.TransactionId} (404).", 404)
            : Read(answer, Call);
    }

    /// <summary>
    /// The transaction shows what an earlier call came to. Where it shows nothing for a while, the call is made again only if the gateway
    /// itself would refuse to take the money twice: it captures no more than was authorised.
    /// </summary>
    public async Task<LookupResult> Lookup(string number, EmporixRequest request)
    {
        var (captures, trouble) = await Look(request, options.Value.CallTimeout / 2);
        if (captures is null)
        {
            return trouble!.Outcome switch
            {
                CallOutcome.CredentialsRefused => LookupOutcome.CredentialsRefused,
                // That it cannot be seen now says nothing of whether it was captured; and nobody asks for ever.
                CallOutcome.Refused when _missing.MayStillShow(number, options.Value.Patience) => LookupOutcome.NotYet,
                CallOutcome.Refused => LookupOutcome.NeedsPerson,
                _ => LookupOutcome.NoAnswer,
            };
        }

        if (captures.FirstOrDefault(capture => capture.Successful) is { } made)
        {
            _missing.Found(number);
            return made.Amount == request.Amount && made.Currency == request.Currency
                ? new(LookupOutcome.Exists) { DocumentNo = made.Id }
                : new LookupResult(LookupOutcome.Refused, Other(request, made)) { Refusal = FailureKind.NumberTaken };
        }

        if (_missing.MayStillShow(number, options.Value.Patience))
        {
            return LookupOutcome.NotYet;
        }

        // A refusal may be that of a call before: only when nothing follows it, it is this one's.
        return captures.Count > 0
            ? new LookupResult(LookupOutcome.Refused, "The transaction shows that the gateway has refused the capture.")
            : 2 * request.Amount > request.Authorised ? LookupOutcome.Missing : LookupOutcome.NeedsPerson;
    }

    private static CallResult Read(HttpAnswer answer, string call)
    {
        var json = answer.JsonObject();
        return json is { } said && said.TryGetProperty("successful", out var successful)
            && successful.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? successful.GetBoolean()
                ? new(
                    CallOutcome.Done, $"{call} was accepted.", answer.Status, answer.Storable,
                    DocumentNo: EmporixAnswers.TextOf(said, "captureId"))
                : new(CallOutcome.Refused, $"{call} was refused.{EmporixAnswers.Quote(answer)}", answer.Status, answer.Storable)
            : new(
                CallOutcome.Unknown, $"{call} was answered {answer.Status} without saying whether it was successful.", answer.Status,
                answer.Storable);
    }

    /// <summary>The captures that the transaction shows, refused ones too.</summary>
    private async Task<(IReadOnlyList<ShownCapture>? Captures, CallResult? Trouble)> Look(EmporixRequest request, TimeSpan left)
    {
        const string Call = "The look at the transaction";
        var attempt = await client.Get(
            request.Tenant, $"/payment-gateway/{request.Tenant}/transactions/{Uri.EscapeDataString(request.TransactionId!)}", left);
        if (EmporixAnswers.Trouble(attempt, Call, hasEffect: false, clock.GetUtcNow()) is { } trouble)
        {
            return (null, trouble);
        }

        var answer = attempt.Answer!;
        if (answer.Status == 404)
        {
            return (null, new(CallOutcome.Refused, $"The gateway has no transaction {request.TransactionId}.", 404));
        }

        return answer.JsonObject() is { } json && json.TryGetProperty("entries", out var entries)
            && entries.ValueKind == JsonValueKind.Array
            ? ([.. entries.EnumerateArray().Where(ShownCapture.Is).Select(ShownCapture.Read)], null)
            : (null, new(CallOutcome.NoEffect, $"{Call} was answered {answer.Status} with something that is no transaction."));
    }

    private static string Other(EmporixRequest request, ShownCapture known) => ErrorText.Invariant(
        $"The transaction shows a capture of {known.Amount:0.00##} {known.Currency}, where {request.Amount:0.00##} {request.Currency} ")
        + "are to be captured. Nothing was captured by this. Find out who has captured it; then settle the step with `orders confirm`.";

    private sealed record ShownCapture(string? Id, bool Successful, decimal? Amount, string? Currency)
    {
        public static bool Is(JsonElement entry) => EmporixAnswers.TextOf(entry, "type") == "CAPTURE";

        public static ShownCapture Read(JsonElement entry)
        {
            var money = entry.TryGetProperty("amount", out var value) && value.ValueKind == JsonValueKind.Object ? value : default;
            var amount = money.ValueKind == JsonValueKind.Object && money.TryGetProperty("amount", out var number) ? Decimal(number) : null;
            return new(
                EmporixAnswers.TextOf(entry, "id"),
                entry.TryGetProperty("successful", out var successful) && successful.ValueKind == JsonValueKind.True,
                amount,
                money.ValueKind == JsonValueKind.Object ? EmporixAnswers.TextOf(money, "currency") : null);
        }

        private static decimal? Decimal(JsonElement number) => number.ValueKind switch
        {
            JsonValueKind.Number when number.TryGetDecimal(out var amount) => amount,
            JsonValueKind.String when decimal.TryParse(
                number.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) => amount,
            _ => null,
        };
    }
}
