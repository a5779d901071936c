using Invoicing.Intake.Troubles;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>What lies in a folder of the server and is never fetched, and why.</summary>
internal static class UnfitFiles
{
    public static bool IsFit(RemoteFile entry) =>
        entry.Kind == RemoteKind.File && entry.HasSoundName && !FeedFolder.IsUnfinished(entry.Shown);

    public static async Task<List<FeedTrouble>> Find(
        SftpConnection connection, string folder, IReadOnlyList<RemoteFile> entries, SftpSettings sftp, DateTimeOffset now, CancellationToken ct)
    {
        var unfit = new List<FeedTrouble>();
        foreach (var entry in entries.Where(entry => !IsFit(entry)))
        {
            var isSubFolder = entry.HasSoundName && entry.Kind == RemoteKind.Folder;
            if (!isSubFolder || await HoldsAny(connection, folder, entry, sftp, ct))
            {
                unfit.AddRange(WhyNot(entry, now) is { } problem ? [new FeedTrouble(entry.Shown, problem)] : []);
            }
        }

        return unfit;
    }

    private static string? WhyNot(RemoteFile entry, DateTimeOffset now) => entry switch
    {
        { HasSoundName: false } => "the server gives a name that no file can have: rename it there",
        { Kind: RemoteKind.Link } => "it is a link, and links are not followed: put the file itself there",
        { Kind: RemoteKind.Other } => "it is no file but a pipe, a socket or a device: delete it there",
        { Kind: RemoteKind.Folder } => "it is a folder with something in it, and sub-folders are not looked into: " +
            "name it in Feeds:Sftp:Folder, or put the files elsewhere",
        _ when (now - entry.Stamp.ModifiedAt).Duration() > FeedFolder.UnfinishedForLong => FeedFolder.IsUnfinishedForLong,
        _ => null,
    };

    private static async Task<bool> HoldsAny(
        SftpConnection connection, string folder, RemoteFile sub, SftpSettings sftp, CancellationToken ct)
    {
        var path = $"{folder.TrimEnd('/')}/{sub.Shown}";
        var ours = sftp.Folders.Select(SftpSettings.DoneOf).Concat(sftp.Folders).Concat(sftp.PutBack.Select(back => back.Folder));
        // The home of a user has such: of shells and of keys.
        if (ours.Contains(path) || sub.Name.StartsWith('.'))
        {
            return false;
        }

        try
        {
            return (await connection.List(path, ct, most: 1)).Count > 0;
        }
        catch (SftpException)
        {
            // Whatever it holds, nobody will fetch it.
            return true;
        }
    }
}
