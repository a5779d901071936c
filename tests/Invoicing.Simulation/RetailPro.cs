using System.Text.Json;
using Invoicing.RetailPro;
using Invoicing.Simulators.RetailPro;
using Invoicing.Systems.Http;
using HttpAnswer = Invoicing.Systems.Http.HttpAnswer;

namespace Invoicing.Simulation;

/// <summary>An invoice or a slip that Retail Pro has entered.</summary>
internal sealed record Document(bool IsInvoice, string Number, string Body, DateTimeOffset At);

/// <summary>Retail Pro's side: carries requests out, or not, and answers, or not.</summary>
internal sealed class RetailPro(Scheduler scheduler, Faults faults, Trace trace, RetailProSettings settings)
{
    private DateTimeOffset _downUntil;

    public List<Document> Ledger { get; } = [];

    public Action<Document> Entered { get; set; } = _ => { };

    /// <summary>Until then the credentials are refused.</summary>
    public DateTimeOffset ForeignUntil { get; private set; }

    public bool IsDown => scheduler.Now < _downUntil;

    public void GoDown(TimeSpan length)
    {
        trace.Add("retail pro", $"down for {length.TotalSeconds:0} s");
        _downUntil = scheduler.Now + length;
    }

    public void RefuseCredentials(TimeSpan length)
    {
        trace.Add("retail pro", $"refuses the credentials for {length.TotalSeconds:0} s");
        ForeignUntil = scheduler.Now + length;
    }

    public bool Has(bool isInvoice, string number) => Ledger.Any(document => document.IsInvoice == isInvoice && document.Number == number);

    /// <summary>A request that was written.</summary>
    /// <param name="callerEnds">When its caller gives up.</param>
    /// <param name="answer">Calls back; perhaps never.</param>
    public void Receive(bool isInvoice, string body, DateTimeOffset callerEnds, Action<HttpAttempt> answer)
    {
        var wait = scheduler.Wait(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300));
        if (faults.Fires(FaultKind.TimedOut))
        {
            return;
        }

        if (faults.Fires(FaultKind.AppliedLate))
        {
            scheduler.In(LateBy(callerEnds), () => Enter(isInvoice, body));
            return;
        }

        if (faults.Fires(FaultKind.AppliedThenTimedOut))
        {
            scheduler.In(wait, () => Enter(isInvoice, body));
            return;
        }

        wait = faults.Fires(FaultKind.SlowAnswer) ? scheduler.Wait(wait, callerEnds - scheduler.Now) : wait;
        scheduler.In(wait, () => Answer(isInvoice, body, reply => scheduler.In(TimeSpan.FromMilliseconds(1), () => answer(reply))));
    }

    public void Ask(bool isInvoice, string number, Action<HttpAttempt> answer) =>
        scheduler.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(200), () => answer(
            IsDown ? new HttpAttempt(null, TransportFailure.NotConnected)
            : scheduler.Now < ForeignUntil ? Text(401)
            : faults.Fires(FaultKind.QuestionUnanswered) ? scheduler.Pick(
                [new HttpAttempt(null, TransportFailure.TimedOut), Text(500), Text(200, "<html>login</html>"), Text(404), Text(
                    404,
                    "<html>no such path</html>"), Odd(OddMeaning.Refused)])
            : Has(isInvoice, number) ? Text(200, $$"""{"number":"{{number}}"}""") : Text(404, """{"message":"no such number"}""")));

    /// <summary>
    /// How long a request may go on after its caller has given up. The margin is what the settings say of Retail Pro: where it cannot
    /// refuse a duplicate, nobody could ask at a later time and be sure.
    /// </summary>
    public static TimeSpan LatestBy(RetailProSettings settings) =>
        settings.RefusesDuplicates ? TimeSpan.FromMinutes(5) : settings.CallMargin * 0.9;

    private TimeSpan LateBy(DateTimeOffset callerEnds) => callerEnds - scheduler.Now + (LatestBy(settings) * scheduler.Random.NextDouble());

    private void Answer(bool isInvoice, string body, Action<HttpAttempt> answer)
    {
        if (scheduler.Now < ForeignUntil)
        {
            answer(Text(401));
        }
        else if (faults.Fires(FaultKind.RetailProBusy))
        {
            answer(scheduler.Pick([Text(429), Text(503) with { Answer = new HttpAnswer(503, RetryAfter: "7") }, Text(503)]));
        }
        else if (faults.Fires(FaultKind.RetailProRefused))
        {
            answer(Text(400, """{"message":"refused"}"""));
        }
        else if (faults.Fires(FaultKind.SaidNoWith200))
        {
            answer(Odd(scheduler.Chance(0.05) ? OddMeaning.NotLoggedIn : OddMeaning.Refused));
        }
        else if (faults.Fires(FaultKind.UnclearWith200))
        {
            if (scheduler.Chance(0.5))
            {
                Enter(isInvoice, body);
            }

            answer(Odd(OddMeaning.Unclear));
        }
        else if (faults.Fires(FaultKind.RetailProFailed))
        {
            if (scheduler.Chance(0.5))
            {
                Enter(isInvoice, body);
            }

            answer(Text(500));
        }
        else
        {
            var reply = Enter(isInvoice, body);
            answer(faults.Fires(FaultKind.AnswerCut) ? scheduler.Pick(
                [new HttpAttempt(null, TransportFailure.CutOff), new HttpAttempt(reply.Answer! with { IsComplete = false })])
                : faults.Fires(FaultKind.BadJson) ? Text(reply.Answer!.Status, "<html>proxy</html>")
                : reply);
        }
    }

    public static string NumberOf(bool isInvoice, string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty(isInvoice ? "OrderNo" : "SlipNo").GetString()!;
    }

    private HttpAttempt Enter(bool isInvoice, string body)
    {
        var number = NumberOf(isInvoice, body);
        if (settings.RefusesDuplicates && Has(isInvoice, number))
        {
            return Text(409, """{"message":"exists"}""");
        }

        var document = new Document(isInvoice, number, body, scheduler.Now);
        Ledger.Add(document);
        trace.Add("retail pro", $"enters {(isInvoice ? "invoice" : "slip")} {number}");
        Entered(document);
        return Text(200, $$"""{"documentNo":"D{{Ledger.Count}}"}""");
    }

    private HttpAttempt Odd(OddMeaning meaning)
    {
        var odd = OddAnswers.Pick(scheduler.Random.Next(), meaning);
        return new(new HttpAnswer(odd.Status, odd.ContentType, Text: odd.Body));
    }

    private static HttpAttempt Text(int status, string text = "") => new(new HttpAnswer(status, "application/json", Text: text));
}
