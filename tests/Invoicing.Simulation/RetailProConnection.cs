using System.Globalization;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Simulation;

/// <summary>Retail Pro as an instance reaches it: the time-out and the last look at the clock are the caller's.</summary>
internal sealed class RetailProConnection(
    RetailPro retailPro, Scheduler scheduler, Faults faults, Trace trace, RetailProSettings settings, Instance instance, Checker checker,
    PlantedBug bug)
    : IRetailPro
{
    public Task<CallResult> SendInvoice(string body, CallDeadline window) => Send(true, body, window);

    public Task<CallResult> SendSlip(string body, CallDeadline window) => Send(false, body, window);

    public Task<LookupOutcome> FindInvoice(string orderNo) => Find(true, orderNo);

    public async Task<LookupResult> FindSlip(string slipNo) => await Find(false, slipNo);

    private async Task<CallResult> Send(bool isInvoice, string body, CallDeadline window)
    {
        await instance.Delay(TimeSpan.FromMilliseconds(scheduler.Chance(0.02) ? scheduler.Random.Next(25_000) : 1));
        var reply = window.IsOver ? new HttpAttempt(null, TransportFailure.WindowOver)
            : retailPro.IsDown ? new HttpAttempt(null, TransportFailure.NotConnected)
            : await Exchange(isInvoice, body, window);
        var answered = reply.Answer?.Status.ToString(CultureInfo.InvariantCulture) ?? reply.Interruption.ToString();
        trace.Add(instance.Name, $"{(isInvoice ? "invoice" : "slip")} answered: {answered}");
        var result = CallClassification.Of(
            reply,
            new CallAsked(isInvoice ? "Order to Invoice" : "Transfer Slip", body, settings, instance.Clock.GetUtcNow()));
        return bug == PlantedBug.AnyJsonAccepted && reply.Answer is { Status: >= 200 and < 300 } answer
            && AnswerJson.TryParse(answer.Text, out _)
            ? new CallResult(CallOutcome.Done, result.Message)
            : result;
    }

    private async Task<HttpAttempt> Exchange(bool isInvoice, string body, CallDeadline window)
    {
        var end = scheduler.Now + window.Left;
        if (settings.RefusesDuplicates && instance.MayFreeze && faults.Fires(FaultKind.FrozenBeforeSocket))
        {
            instance.Freeze(scheduler.Wait(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(90)));
            await instance.Delay(TimeSpan.Zero);
        }

        var number = RetailPro.NumberOf(isInvoice, body);
        if (scheduler.Now < end)
        {
            checker.Written(isInvoice, number, end);
        }

        var answered = new TaskCompletionSource<HttpAttempt>();
        var back = instance.InThisLife();
        retailPro.Receive(isInvoice, body, end, reply => back(TimeSpan.Zero, () => answered.TrySetResult(reply)));
        instance.In(end - scheduler.Now, () => answered.TrySetResult(new HttpAttempt(null, TransportFailure.TimedOut)));
        var answer = await answered.Task;
        checker.Answered(isInvoice, number);
        return answer;
    }

    private Task<LookupOutcome> Find(bool isInvoice, string number)
    {
        var answered = new TaskCompletionSource<LookupOutcome>();
        var back = instance.InThisLife();
        retailPro.Ask(isInvoice, number, reply => back(TimeSpan.Zero, () =>
        {
            var outcome = LookupAnswers.Of(reply, number, settings);
            trace.Add(instance.Name, $"asked for {number}: {outcome}");
            answered.SetResult(outcome);
        }));
        return answered.Task;
    }
}
