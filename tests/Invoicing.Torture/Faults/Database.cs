using System.Diagnostics;
using Npgsql;

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

/// <summary>The disk of the data is full until somebody makes room.</summary>
internal sealed class DatabaseDiskFull : Fault
{
    private const int Size = 48;
    private static readonly TimeSpan s_full = TimeSpan.FromSeconds(10);

    public override string Name => "database-disk-full";
    public override string Description => "PostgreSQL's data lie on a small disk that is full for ten seconds";
    public override Uses Uses => Uses.Database;

    public override async Task Prepare(Run run)
    {
        var disk = Disk(run);
        await Shell.Run($"mkdir -p {disk} && mount -t tmpfs -o size={Size}m,mode=0777 tmpfs {disk} && mkdir {disk}/space && chown postgres {disk}/space && chmod 755 {disk} && chmod 700 {disk}/space");
        await using var server = new NpgsqlConnection(run.Servers.Addresses.Postgres + ";Pooling=false");
        await server.OpenAsync();
        var name = new NpgsqlConnectionStringBuilder(run.Installation.Database.ConnectionString).Database;
        foreach (var sql in new[]
        {
            $"create tablespace small location '{disk}/space'",
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
            $"alter database {name} set tablespace small",
        })
        {
            await using var command = new NpgsqlCommand(sql, server);
            await command.ExecuteNonQueryAsync();
        }
    }

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.2);
        // Root may use what is left of no file system here: a tmpfs keeps nothing back.
        await Shell.Run($"dd if=/dev/zero of={Disk(run)}/ballast bs=64k 2>/dev/null; [ $(stat -f -c %a {Disk(run)}) = 0 ]");
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_full)
        {
            await Task.Delay(500);
        }

        run.Fired(Name, (await Shell.Run($"grep -c 'No space left on device' {run.Servers.LogOf("postgres")} || true")) is var count && int.TryParse(count, out var times) ? times : 0);
        await Shell.Run($"rm {Disk(run)}/ballast");
        await Returning.ToUse(run, "database");
    }

    public override async Task Cleanup(Run run)
    {
        await using (var server = new NpgsqlConnection(run.Servers.Addresses.Postgres + ";Pooling=false"))
        {
            await server.OpenAsync();
            await using var command = new NpgsqlCommand("drop tablespace if exists small", server);
            await command.ExecuteNonQueryAsync();
        }

        await Shell.Run($"umount -l {Disk(run)} && rmdir {Disk(run)}");
    }

    private static string Disk(Run run) => Path.Combine(run.Servers.Folder, "small-disk");
}
