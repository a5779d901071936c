using Invoicing.Harness;
using Invoicing.Recovery;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Storage;

public sealed class When_the_connection_of_a_service_is_lost
{
    // Other tests hold theirs on the same server.
    private const string LocksHere =
        "pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";

    [Fact]
    public async Task it_takes_its_lock_anew_and_knows_what_was_noted_when_it_starts_again()
    {
        await using var database = await StoreDatabase.Create();
        var (store, source) = (database.Store, database.Source);
        var (restores, commands) = (new BackupRestores(store, source, new RowCache()), new BackupRestores(store, source, new RowCache()));
        using var presence = new ServicePresence(restores);
        await presence.StartAsync(CancellationToken.None);
        await Should.ThrowAsync<ServiceIsRunningException>(() => Note());

        // Told to end, the server's process still holds it for a moment.
        var lost = (await database.Rows($"select pid, pg_terminate_backend(pid) from {LocksHere}")).Single()[0];
        await Wait.Until(
            async () => await database.Count($"{LocksHere} and mode = 'ShareLock' and granted and pid <> {lost}") == 1,
            "the service holds its lock again");
        await Should.ThrowAsync<ServiceIsRunningException>(() => Note());

        await presence.StopAsync(CancellationToken.None);
        var noted = await Note();
        await presence.StartAsync(CancellationToken.None);
        restores.Newest.ShouldBe(noted);
        await presence.StopAsync(CancellationToken.None);

        async Task<Invoicing.Process.BackupRestore> Note() => (await commands.Note("ana", "the disk was lost", CancellationToken.None)).Restoration;
    }
}
