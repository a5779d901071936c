using Invoicing.Harness;
using Npgsql;

namespace Invoicing.Torture.Faults;

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
        await Shell.Run($"mkdir -p {disk} && mount -t tmpfs -o size={Size}m,mode=0777 tmpfs {disk} && mkdir {disk}/space && chown "
            + $"postgres {disk}/space && chmod 755 {disk} && chmod 700 {disk}/space");
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
        var before = Refusals(run);
        // Root may use what is left of no file system here: a tmpfs keeps nothing back.
        await Shell.Run($"dd if=/dev/zero of={Disk(run)}/ballast bs=64k 2>/dev/null; [ $(stat -f -c %a {Disk(run)}) = 0 ]");
        await Task.Delay(s_full);
        run.Fired(Name, Refusals(run) - before);
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

    private static int Refusals(Run run) => run.Servers.ReadLog("postgres").Split("No space left on device").Length;

    private static string Disk(Run run) => Path.Combine(run.Servers.Folder, "small-disk");
}
