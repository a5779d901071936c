using System.Text.Json;
using Invoicing.Systems.Http;

namespace Invoicing.Simulation;

/// <summary>A capture in the gateway's book, or one that it has refused.</summary>
internal sealed record BookedCapture(
    string Id, string Transaction, decimal Amount, bool IsSuccessful, bool IsByHand, DateTimeOffset At, DateTimeOffset VisibleAt);

/// <summary>What was authorised, and what became of it.</summary>
internal sealed class GatewayTransaction(string id, string order, decimal authorised, bool isDeclined)
{
    public string Id => id;

    public string Order => order;

    public decimal Authorised => authorised;

    public bool IsDeclined => isDeclined;

    public List<BookedCapture> Book { get; } = [];

    public decimal Captured => Book.Where(capture => capture.IsSuccessful).Sum(capture => capture.Amount);

    public decimal CapturedByHand =>
        Book.Where(capture => capture is { IsSuccessful: true, IsByHand: true }).Sum(capture => capture.Amount);

    /// <summary>Whether it has shown a capture when it was last looked at; null: nobody has looked.</summary>
    public bool? HasShownCapture { get; set; }
}

/// <summary>
/// Emporix's side: a tenant's orders, and a payment gateway that captures, or not, answers, or not, and shows later what it has captured.
/// </summary>
internal sealed class Emporix(Scheduler scheduler, Faults faults, Trace trace)
{
    /// <summary>So long after its caller has given up a request may still be carried out.</summary>
    public static readonly TimeSpan LatestBy = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_longestHidden = TimeSpan.FromSeconds(50);

    private int _captures;

    public Dictionary<string, ShopOrder> Orders { get; } = [];

    public Dictionary<string, GatewayTransaction> Transactions { get; } = [];

    /// <summary>A capture is asked for, and its caller waits until then.</summary>
    public Action<GatewayTransaction, decimal, DateTimeOffset> Asked { get; set; } = (_, _, _) => { };

    /// <summary>A capture was booked.</summary>
    public Action<GatewayTransaction, BookedCapture> Captured { get; set; } = (_, _) => { };

    public IEnumerable<GatewayTransaction> TransactionsOf(string order) =>
        Transactions.Values.Where(transaction => transaction.Order == order);

    public void Authorise(string order, string id, decimal amount, bool isDeclined) =>
        Transactions.Add(id, new(id, order, amount, isDeclined));

    /// <summary>Somebody does it by hand: mostly what the program would, and not where there is something already.</summary>
    public void CaptureByHand(ShopOrder order, GatewayTransaction transaction)
    {
        if (transaction.Captured == 0 && order.Versions[^1].Captures.GetValueOrDefault(transaction.Id) is > 0.01m and var part)
        {
            faults.Count(FaultKind.EmporixCapturedByHand);
            Book(transaction, scheduler.Chance(0.7) ? part : part - 0.01m, isByHand: true);
        }
    }

    /// <param name="callerEnds">When its caller gives up.</param>
    /// <param name="answer">Calls back; perhaps never.</param>
    public void Receive(string path, string? body, DateTimeOffset callerEnds, Action<HttpAttempt> answer)
    {
        switch (path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["order-v2", _, "salesorders", var id]:
                Exchange(answer, () => Orders.TryGetValue(id, out var order) ? Json(order.Text()) : NotFound());
                break;
            case ["order-v2", _, "salesorders", var id, "calculations"]:
                Exchange(answer, () => Calculate(Orders[id], body!));
                break;
            case ["payment-gateway", _, "transactions", var id]:
                Exchange(answer, () => Transactions.TryGetValue(id, out var transaction) ? Json(Show(transaction)) : NotFound());
                break;
            case ["payment-gateway", _, "payment", var id, "capture"]:
                Capture(Transactions[id], JsonElement.Parse(body!).GetProperty("amount").GetDecimal(), callerEnds, answer);
                break;
            default:
                throw new ArgumentException($"Emporix has nothing at {path}.", nameof(path));
        }
    }

    // What may be asked for as often as one likes.
    private void Exchange(Action<HttpAttempt> answer, Func<HttpAttempt> carryOut)
    {
        if (faults.Fires(FaultKind.EmporixUnanswered))
        {
            if (scheduler.Chance(0.5))
            {
                carryOut();
            }

            return;
        }

        var wait = scheduler.Wait(
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(faults.Fires(FaultKind.EmporixSlow) ? 12_000 : 200));
        scheduler.In(wait, () => answer(faults.Fires(FaultKind.EmporixBusy) ? Busy() : faults.Fires(FaultKind.EmporixFailed)
            ? scheduler.Pick([Status(500), Json("<html>login</html>"), new HttpAttempt(null, TransportFailure.CutOff)])
            : carryOut()));
    }

    private HttpAttempt Calculate(ShopOrder order, string body)
    {
        var delivered = JsonElement.Parse(body).GetProperty("entries").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("entryId").GetString()!, entry => entry.GetProperty("deliveredAmount").GetInt32());
        order.Calculate(delivered, scheduler.Now);
        return Status(200);
    }

    private void Capture(GatewayTransaction transaction, decimal amount, DateTimeOffset callerEnds, Action<HttpAttempt> answer)
    {
        Asked(transaction, amount, callerEnds);
        if (faults.Fires(FaultKind.EmporixCaptureLost))
        {
            return;
        }

        if (faults.Fires(FaultKind.EmporixCapturedLate, 3))
        {
            var late = scheduler.Wait(LatestBy / 6, LatestBy);
            scheduler.In(callerEnds - scheduler.Now + late, () => Book(transaction, amount, isByHand: false));
            return;
        }

        scheduler.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300), () =>
        {
            if (faults.Fires(FaultKind.EmporixBusy))
            {
                answer(Busy());
                return;
            }

            var isUnclear = faults.Fires(FaultKind.EmporixCaptureUnclear, 2);
            var booked = isUnclear && scheduler.Chance(0.5) ? null : Book(transaction, amount, isByHand: false);
            if (isUnclear)
            {
                answer(scheduler.Pick([Status(500), Status(503), Json("{}"), new HttpAttempt(null, TransportFailure.CutOff)]));
            }
            else if (!faults.Fires(FaultKind.EmporixCapturedUnheard, 3))
            {
                answer(Json(booked!.IsSuccessful
                    ? $$"""{"successful":true,"captureId":"{{booked.Id}}"}"""
                    : """{"successful":false,"message":"card expired"}"""));
            }
        });
    }

    private BookedCapture Book(GatewayTransaction transaction, decimal amount, bool isByHand)
    {
        var isSuccessful = !transaction.IsDeclined && transaction.Captured + amount <= transaction.Authorised;
        // What was captured by hand shows: nobody could help who looks in vain for that.
        var hidden = !isByHand && faults.Fires(FaultKind.EmporixCaptureHidden, 10)
            ? scheduler.Wait(TimeSpan.Zero, s_longestHidden)
            : TimeSpan.Zero;
        var booked = new BookedCapture(
            $"c-{++_captures}", transaction.Id, amount, isSuccessful, isByHand, scheduler.Now, scheduler.Now + hidden);
        transaction.Book.Add(booked);
        trace.Add("gateway", $"{(isSuccessful ? "captures" : "refuses")} {amount} of {transaction.Id}{(isByHand ? " by hand" : "")}");
        Captured(transaction, booked);
        return booked;
    }

    private string Show(GatewayTransaction transaction)
    {
        var shown = transaction.Book.Where(capture => capture.VisibleAt <= scheduler.Now).ToList();
        transaction.HasShownCapture = shown.Exists(capture => capture.IsSuccessful);
        return JsonSerializer.Serialize(new
        {
            id = transaction.Id,
            entries = shown.Select(capture => new
            {
                id = capture.Id,
                type = "CAPTURE",
                successful = capture.IsSuccessful,
                amount = new { amount = capture.Amount, currency = "EUR" },
            }),
        });
    }

    private HttpAttempt Busy() => scheduler.Pick([Status(429), new HttpAttempt(new HttpAnswer(503, RetryAfter: "7"))]);

    private static HttpAttempt Json(string text) => new(new HttpAnswer(200, "application/json", Text: text));

    private static HttpAttempt NotFound() => Status(404);

    private static HttpAttempt Status(int status) => new(new HttpAnswer(status));
}
