using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>The payment gateway: transactions that were authorised, and a book of what was captured.</summary>
internal sealed class PaymentGateway(TimeProvider clock, EmporixLedger ledger, Func<EmporixBehaviour> behaviour)
{
    private static readonly string[] s_providers = ["SPREEDLY", "SPREEDLY_SAFERPAY", "UNZER", "INVOICE", "CASH_ON_DELIVERY"];

    private readonly Dictionary<(string Tenant, string Id), Transaction> _transactions = [];
    private int _entries;

    /// <summary>Puts a transaction in, or another one in its place.</summary>
    public JsonObject? Put(string tenant, string id, JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        root.FaultIf(json.ValueKind != JsonValueKind.Object, "the transaction", "must be an object");
        var transaction = new Transaction(
            id,
            root.Word("provider", s_providers, required: false) ?? s_providers[0],
            root.Text("currency", 3, required: false) ?? "EUR",
            root.Money("authorised", required: false),
            root.Text("refusal", 1000, required: false));
        var captures = root.Objects("captures", required: false).Select(capture => (
            Amount: capture.Money("amount", required: true) ?? 0,
            Currency: capture.Text("currency", 3, required: false) ?? transaction.Currency,
            IsSuccessful: capture.Flag("successful") ?? true)).ToList();
        root.RefuseOthers();
        if (faults.Count > 0)
        {
            return null;
        }

        if (transaction.Authorised is { } authorised)
        {
            Note(transaction, "AUTHORIZATION", isSuccessful: true, authorised, transaction.Currency, 0);
        }

        captures.ForEach(capture => Note(transaction, "CAPTURE", capture.IsSuccessful, capture.Amount, capture.Currency, 0));
        _transactions[(tenant, id)] = transaction;
        return Show(transaction);
    }

    public Answer Get(EmporixRequest request) => With(request, transaction => EmporixAnswers.Ok(Show(transaction)));

    /// <summary>A refusal is a 200 that says so. A second capture is taken as long as the authorised amount allows it.</summary>
    public Answer Capture(EmporixRequest request) => With(request, transaction => request.With(
        (json, faults) =>
        {
            var root = new FieldReader(json, "", faults);
            return new
            {
                Amount = root.Money("amount", required: true) ?? 0,
                Currency = root.Text("currency", 3, required: true) ?? "",
            };
        },
        asked =>
        {
            if (transaction.Provider is "INVOICE" or "CASH_ON_DELIVERY")
            {
                return EmporixAnswers.Error(422, "payment action is not supported");
            }

            var refusal = transaction.Refusal(asked.Amount, asked.Currency);
            Note(transaction, "CAPTURE", refusal is null, asked.Amount, asked.Currency, behaviour().CapturesVisibleAfterMs, refusal);
            if (refusal is not null)
            {
                return EmporixAnswers.Ok(new JsonObject { ["successful"] = false, ["message"] = refusal });
            }

            var captureId = $"c-{_entries}";
            ledger.Add(new BookedCapture(
                request.Tenant, transaction.Id, asked.Amount, asked.Currency, captureId, clock.GetUtcNow()));
            return EmporixAnswers.Ok(new JsonObject { ["successful"] = true, ["message"] = "captured", ["captureId"] = captureId });
        }));

    private Answer With(EmporixRequest request, Func<Transaction, Answer> answer)
    {
        var id = request.Route(EmporixFaults.TransactionId);
        return _transactions.GetValueOrDefault((request.Tenant, id)) is { } transaction
            ? answer(transaction)
            : EmporixAnswers.NotFound($"transaction {id}");
    }

    private void Note(
        Transaction transaction, string type, bool isSuccessful, decimal amount, string currency, int visibleAfterMs,
        string? summary = null)
    {
        var now = clock.GetUtcNow();
        transaction.Entries.Add(new(
            $"e-{++_entries}", now, now.AddMilliseconds(visibleAfterMs), type, isSuccessful, amount, currency, summary ?? type));
    }

    private JsonObject Show(Transaction transaction) => new()
    {
        ["id"] = transaction.Id,
        ["provider"] = transaction.Provider,
        ["entries"] = new JsonArray([.. transaction.Entries.Where(entry => entry.VisibleSince <= clock.GetUtcNow()).Select(Show)]),
    };

    private static JsonObject Show(Entry entry) => new()
    {
        ["id"] = entry.Id,
        ["createdDate"] = JsonNodes.Time(entry.Created),
        ["type"] = entry.Type,
        ["successful"] = entry.IsSuccessful,
        ["amount"] = new JsonObject { ["amount"] = entry.Amount, ["currency"] = entry.Currency },
        ["summary"] = entry.Summary,
    };

    private sealed record Entry(
        string Id, DateTimeOffset Created, DateTimeOffset VisibleSince, string Type, bool IsSuccessful, decimal Amount, string Currency,
        string Summary);

    /// <param name="Authorised">Null: not yet.</param>
    /// <param name="RefusesWith">What every capture is refused with; null: it is not.</param>
    private sealed record Transaction(string Id, string Provider, string Currency, decimal? Authorised, string? RefusesWith)
    {
        public List<Entry> Entries { get; } = [];

        /// <summary>Why it cannot be captured; null when it can.</summary>
        public string? Refusal(decimal amount, string currency) =>
            RefusesWith
            ?? (Authorised is not { } authorised ? "the transaction is not authorised"
                : currency != Currency ? $"the transaction is in {Currency}, not in {currency}"
                : amount <= 0 ? "the amount must be above 0"
                : Captured + amount > authorised
                    ? $"the amount is over the authorised amount: {Captured + amount} of {authorised} {currency}"
                : null);

        private decimal Captured => Entries.Where(entry => entry is { Type: "CAPTURE", IsSuccessful: true }).Sum(entry => entry.Amount);
    }
}
