namespace Invoicing.Torture.Faults;

/// <summary>In order.</summary>
internal sealed class DatabaseRestart : Fault
{
    public override string Name => "database-restart";
    public override string Description => "PostgreSQL is stopped and started again under load";
    public override Uses Uses => Uses.Database;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.3);
        await run.Servers.Stop("postgres");
        run.Fired(Name);
        await run.Servers.Start("postgres");
        await Returning.ToUse(run, "database");
    }
}

/// <summary>A power cut.</summary>
internal sealed class DatabaseCrash : Fault
{
    public override string Name => "database-crash";
    public override string Description => "PostgreSQL is killed with SIGKILL under load and started again, twice";
    public override Uses Uses => Uses.Database;

    public override async Task Inject(Run run)
    {
        foreach (var share in new[] { 0.25, 0.6 })
        {
            await run.Oms.Has(share);
            await run.Servers.Kill("postgres");
            run.Fired(Name);
            await run.Servers.Start("postgres");
            await Returning.ToUse(run, "database");
        }
    }
}

/// <summary>As an administrator does, or a pooler that has had enough.</summary>
internal sealed class DatabaseConnectionsCut : Fault
{
    private const int Times = 12;

    public override string Name => "database-connections-cut";
    public override string Description => "all connections of the service are terminated by PostgreSQL, again and again";
    public override Uses Uses => Uses.Database;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.1);
        for (var time = 0; time < Times; time++)
        {
            var cut = await run.Installation.Database.Rows("""
                select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                """);
            run.Fired(Name, cut.Count);
            await run.Pause(0.1, 1.5);
        }
    }
}
