using MimeKit.IO;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>Puts results or responses into a folder of the server, each again when it has changed.</summary>
internal sealed class PuttingBack(string setting, string remote, string local, RemoteFileStore store, TimeProvider clock)
    : RefusableWork(remote, clock)
{
    public Task PutChanged(SftpConnection connection, CancellationToken ct) => Try(
        async () =>
        {
            var copies = await store.Copies(Remote, ct);
            foreach (var file in new DirectoryInfo(local).GetFiles("*.jsonl").Where(file => !FeedFolder.IsUnfinished(file.Name)))
            {
                var stamp = FileStamp.Of(file);
                if (!copies.TryGetValue(file.Name, out var copied) || copied != stamp)
                {
                    await Put(connection, file, stamp, ct);
                }
            }
        },
        said => $"nothing can be put there ({said}). Correct Feeds:Sftp:{setting}, "
            + "let the user of Feeds:Sftp:User write there, or make room. It is tried again every hour.");

    private async Task Put(SftpConnection connection, FileInfo file, FileStamp stamp, CancellationToken ct)
    {
        try
        {
            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var lines = await WholeLines.Of(content, ct);
            // A process that was frozen must not put what is old over what another has put there meanwhile.
            await connection.Put(Remote, RemoteFile.Raw(file.Name), lines, () => store.StillOurs(ct), ct);
            await store.Copied(Remote, file.Name, stamp, ct);
        }
        catch (FileNotFoundException)
        {
            // Deleted since it was listed: it was old.
        }
    }
}

/// <summary>A file up to the end of its last line: what is behind that is still being written.</summary>
internal static class WholeLines
{
    /// <param name="file">Can seek; it is read from its beginning.</param>
    public static async Task<Stream> Of(Stream file, CancellationToken ct)
    {
        var (buffer, read, end) = (new byte[64 * 1024], 0L, 0L);
        while (await file.ReadAsync(buffer, ct) is var count and > 0)
        {
            var last = buffer.AsSpan(0, count).LastIndexOf((byte)'\n');
            end = last < 0 ? end : read + last + 1;
            read += count;
        }

        file.Position = 0;
        return new BoundStream(file, 0, end, leaveOpen: true);
    }
}

/// <summary>Work on a folder of the server: where it is refused it is tried again now and then.</summary>
internal abstract class RefusableWork(string remote, TimeProvider clock)
{
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromHours(1);

    private long? _refusedAt;

    /// <summary>Null: nothing is in the way.</summary>
    public FeedTrouble? Trouble { get; private set; }

    public string Remote => remote;

    protected TimeProvider Clock => clock;

    /// <param name="problem">Takes what the server says of a refusal.</param>
    protected async Task Try(Func<Task> work, Func<string, string> problem)
    {
        if (_refusedAt is { } refused && clock.GetElapsedTime(refused) < s_afterRefusal)
        {
            return;
        }

        try
        {
            await work();
            (_refusedAt, Trouble) = (null, null);
        }
        catch (SftpException e)
        {
            _refusedAt = clock.GetTimestamp();
            Trouble = new($"folder {remote}", problem(SftpFaultException.Said(e)));
        }
    }
}
