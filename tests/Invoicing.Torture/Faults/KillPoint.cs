using Invoicing.Harness;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture.Faults;

/// <summary>
/// SIGKILL at a named point, which is recognised by what passes between the service and its servers; the program knows nothing of it.
/// </summary>
internal abstract class KillPoint : Fault
{
    private const int Times = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(12);

    public override Uses Uses => Uses.Service;
    public override bool NeedsOneProcess => true;
    public override TimeSpan Spread => TimeSpan.FromSeconds(20);

    /// <summary>How often the point is passed at most before the kill.</summary>
    protected virtual int MostPassed => 40;

    /// <summary>Calls the given function whenever the point is reached; true means that the service was killed there.</summary>
    protected abstract void Watch(Run run, Func<bool> reached);

    protected virtual void Unwatch(Run run)
    {
        foreach (var proxy in new[] { run.BrokerProxy, run.DatabaseProxy, run.RetailProProxy, run.Emporix.Proxy })
        {
            (proxy.OnPart, proxy.OnPassed) = (null, null);
        }
    }

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        for (var time = 0; time < Times; time++)
        {
            var (left, killed) = (run.Random
                .Next(1, MostPassed), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var service = run.Service;
            Watch(run, () =>
            {
                if (Interlocked.Decrement(ref left) > 0)
                {
                    return false;
                }

                service.KillNow();
                killed.TrySetResult();
                return true;
            });
            await Task.WhenAny(killed.Task, Task.Delay(s_patience));
            if (!killed.Task.IsCompleted)
            {
                Unwatch(run);
                break;
            }

            await run.Service.Kill();
            Unwatch(run);
            run.Fired(Name);
            await run.Restart();
        }

        await run.RetailProIsWell();
    }
}
