namespace Invoicing.Simulation;

/// <summary>What happens to a whole server at some moments of a run.</summary>
internal sealed class Disturbances(Run run)
{
    private const int Moments = 12;

    public void Begin()
    {
        for (var i = 0; i < Moments; i++)
        {
            run.Scheduler.In(run.Faults.Until * run.Scheduler.Random.NextDouble(), Disturb);
        }
    }

    private void Disturb()
    {
        var kinds = new[]
        {
            FaultKind.ConnectionsDropped, FaultKind.QueuesPurged, FaultKind.ErrorsMovedBack, FaultKind.DatabaseDown, FaultKind.RetailProDown, FaultKind.CredentialsRefused, FaultKind.MailServerDown,
        };
        var possible = kinds.Where(kind => run.Faults.ShareOf(kind) > 0).ToList();
        if (possible.Count == 0)
        {
            return;
        }

        var kind = run.Scheduler.Pick(possible);
        run.Faults.Count(kind);
        switch (kind)
        {
            case FaultKind.ConnectionsDropped:
                run.Trace.Add("broker", $"drops all connections");
                run.Services.ToList().ForEach(instance => instance.Disconnect());
                break;
            case FaultKind.QueuesPurged:
                run.Broker.Purge();
                break;
            case FaultKind.ErrorsMovedBack:
                run.Broker.MoveErrorsBack();
                break;
            case FaultKind.DatabaseDown:
                run.Database.GoDown(Length(TimeSpan.FromMinutes(2)));
                break;
            case FaultKind.RetailProDown:
                run.RetailPro.GoDown(Length(run.Faults.Until));
                break;
            case FaultKind.CredentialsRefused:
                run.RetailPro.RefuseCredentials(Length(run.Faults.Until));
                break;
            case FaultKind.MailServerDown:
                run.Mails.GoDown(Length(run.Faults.Until));
                break;
        }
    }

    // Never longer than faults may last.
    private TimeSpan Length(TimeSpan most)
    {
        var left = run.Faults.Until - run.Scheduler.Elapsed;
        var length = most * Math.Pow(run.Scheduler.Random.NextDouble(), 3);
        return length < left ? length : left;
    }
}
