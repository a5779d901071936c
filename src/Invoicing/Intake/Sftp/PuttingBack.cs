using Invoicing.Intake.Troubles;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// Puts results or responses into a folder of the server, each again when it has changed. Where that is refused it is tried again now and then.
/// </summary>
internal sealed class PuttingBack(string setting, string remote, string local, RemoteFileStore store, TimeProvider clock)
{
    private long? _refusedAt;

    /// <summary>Null: nothing is in the way.</summary>
    public FeedTrouble? Trouble { get; private set; }

    public async Task PutChanged(SftpConnection connection, CancellationToken ct)
    {
        if (_refusedAt is { } refused && clock.GetElapsedTime(refused) < Clearing.AfterRefusal)
        {
            return;
        }

        try
        {
            var copies = await store.Copies(remote, ct);
            foreach (var file in new DirectoryInfo(local).GetFiles("*.jsonl").Where(file => !FeedFolder.IsUnfinished(file.Name)))
            {
                var stamp = Rounded(FileStamp.Of(file));
                if (!copies.TryGetValue(file.Name, out var copied) || copied != stamp)
                {
                    await Put(connection, file, stamp, ct);
                }
            }

            (_refusedAt, Trouble) = (null, null);
        }
        catch (SftpException e)
        {
            _refusedAt = clock.GetTimestamp();
            Trouble = new(
                $"folder {remote}",
                $"nothing can be put there ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:{setting}, let the user of Feeds:Sftp:User write there, " +
                "or make room. It is tried again every hour.");
        }
    }

    private async Task Put(SftpConnection connection, FileInfo file, FileStamp stamp, CancellationToken ct)
    {
        try
        {
            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var lines = await WholeLines.Of(content, ct);
            // A process that was frozen must not put what is old over what another has put there meanwhile.
            await connection.Put(remote, RemoteFile.Raw(file.Name), lines, () => store.StillOurs(ct), ct);
            await store.Copied(remote, file.Name, stamp, ct);
        }
        catch (FileNotFoundException)
        {
            // Deleted since it was listed: it was old.
        }
    }

    // The database knows microseconds.
    private static FileStamp Rounded(FileStamp stamp) => stamp with { ModifiedAt = new(stamp.ModifiedAt.Ticks / 10 * 10, DateTimeKind.Utc) };
}
