using Invoicing.Intake.Troubles;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// Moves or deletes files of the server that were fetched. Where that is refused they stay, known as fetched, and are tried again now and then.
/// </summary>
internal sealed class Clearing(string remote, WhenTaken whenTaken, RemoteFileStore store, TimeProvider clock)
{
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    private long? _refusedAt;

    /// <summary>Null: they can be moved.</summary>
    public FeedTrouble? Trouble { get; private set; }

    /// <param name="ids">Of those that were fetched, by name and stamp.</param>
    public async Task Clear(
        SftpConnection connection,
        IReadOnlyList<RemoteFile> files,
        IReadOnlyDictionary<(string Name, FileStamp Stamp), Guid> ids,
        CancellationToken ct)
    {
        if (whenTaken == WhenTaken.Keep || (_refusedAt is { } refused && clock.GetElapsedTime(refused) < AfterRefusal))
        {
            return;
        }

        try
        {
            if (files.Count > 0 && whenTaken == WhenTaken.Move)
            {
                await connection.MakeFolder(SftpSettings.DoneOf(remote), ct);
            }

            foreach (var file in files)
            {
                if (await Clear(connection, file, ct))
                {
                    await store.AreGone([ids[(file.Name, file.Stamp)]], ct);
                }
            }

            (_refusedAt, Trouble) = (null, null);
        }
        catch (SftpException e)
        {
            _refusedAt = clock.GetTimestamp();
            var what = whenTaken == WhenTaken.Move ? $"moved to {SftpSettings.DoneOf(remote)}" : "deleted";
            Trouble = new(
                $"folder {remote}",
                $"files that were fetched cannot be {what} ({SftpFaultException.Said(e)}). They are known, and not fetched again. " +
                "Let the user of Feeds:Sftp:User write there, or set Feeds:Sftp:WhenTaken to Keep.");
        }
    }

    /// <returns>Whether it is gone as it was.</returns>
    private async Task<bool> Clear(SftpConnection connection, RemoteFile file, CancellationToken ct)
    {
        try
        {
            // It may have grown since it was listed: then it is another one, and fetched again.
            if (await connection.Stamp(remote, file.Name, ct) != file.Stamp)
            {
                return true;
            }

            if (whenTaken == WhenTaken.Delete)
            {
                await connection.Delete(remote, file.Name, ct);
                return true;
            }

            var done = SftpSettings.DoneOf(remote);
            var target = await FreeName(connection, done, file.Name, ct);
            await connection.Rename(remote, file.Name, done, target, ct);
            // Between the look and the move somebody may have put another one there.
            if (await connection.Stamp(done, target, ct) != file.Stamp && !await connection.Exists(remote, file.Name, ct))
            {
                await connection.Rename(done, target, remote, file.Name, ct);
            }

            return true;
        }
        catch (SftpPathNotFoundException)
        {
            // Somebody else was faster.
            return true;
        }
    }

    private static async Task<string> FreeName(SftpConnection connection, string folder, string name, CancellationToken ct)
    {
        for (var nth = 1; ; nth++)
        {
            if (FeedFolder.Numbered(name, nth) is var free && !await connection.Exists(folder, free, ct))
            {
                return free;
            }
        }
    }
}
