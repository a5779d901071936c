using Invoicing.Emporix;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Simulation;

/// <summary>Emporix as an instance reaches it: the time-out and the last look at the clock are the caller's.</summary>
internal sealed class EmporixConnection(Run run, Instance instance) : IEmporix
{
    /// <summary>There is one tenant.</summary>
    public bool RefusesAll => true;

    public Task<HttpAttempt> Get(string tenant, string path, TimeSpan left) => Exchange(path, null, new(instance.Clock, left));

    public Task<HttpAttempt> Post(string tenant, string path, string body, CallDeadline deadline) => Exchange(path, body, deadline);

    public Task<HttpAttempt> Check(string tenant) => throw new NotSupportedException("Nobody asks for it here.");

    private async Task<HttpAttempt> Exchange(string path, string? body, CallDeadline deadline)
    {
        await instance.Delay(TimeSpan.FromMilliseconds(run.Scheduler.Chance(0.02) ? run.Scheduler.Random.Next(25_000) : 1));
        if (deadline.IsOver)
        {
            return new(null, TransportFailure.WindowOver);
        }

        if (run.Options.Bug == PlantedBug.CapturedWithoutALook && path.Contains("/transactions/", StringComparison.Ordinal))
        {
            return new(new HttpAnswer(200, Text: """{"entries":[]}"""));
        }

        var answered = new TaskCompletionSource<HttpAttempt>();
        var back = instance.InThisLife();
        run.Emporix!.Receive(
            path, body, run.Scheduler.Now + deadline.Left, reply => back(TimeSpan.Zero, () => answered.TrySetResult(reply)));
        instance.In(deadline.Left, () => answered.TrySetResult(new(null, TransportFailure.TimedOut)));
        var attempt = await answered.Task;
        if (path.Split('/') is [.., var transaction, "capture"])
        {
            run.Checker.CaptureAnswered(transaction);
        }

        run.Trace.Add(instance.Name, $"{path}: {attempt.Answer?.Status.ToString() ?? attempt.Interruption.ToString()}");
        return attempt;
    }
}
