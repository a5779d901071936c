using Invoicing.NotifyingFailures;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.ReceivingFeeds.Taking;

/// <summary>Looks for files in the folder of the feeds and takes the orders in them in, file by file.</summary>
internal sealed partial class FeedIntake(
    FeedFolder folder, FeedReading reading, IOptions<FeedSettings> options, IOptions<PostgresSettings> postgres, TimeProvider clock, ILogger<FeedIntake> logger)
    : OneAtATime(LockId, "The folder of the feeds", postgres, logger)
{
    private const long LockId = 7_463_202;

    private readonly HashSet<string> _told = [];
    private readonly Dictionary<long, FileStamp> _claimed = [];

    protected override async Task Work(NpgsqlConnection connection, CancellationToken ct)
    {
        var store = new FeedStore(connection);
        var files = new StableFiles(options.Value.StableForOf, clock);
        while (true)
        {
            folder.Create();
            await MoveEnded(store, ct);
            await ReopenGrown(store, ct);
            await Claim(store, files, ct);
            foreach (var feed in await store.Open(ct))
            {
                await Read(connection, store, feed, ct);
            }

            Works();
            await Task.Delay(files.SomeAreWaiting && options.Value.StableFor < options.Value.Interval ? options.Value.StableFor : options.Value.Interval, clock, ct);
        }
    }

    /// <summary>First the row, then the file: a crash between the two leaves a row whose file was not moved, and nothing was read of it.</summary>
    private async Task Claim(FeedStore store, StableFiles files, CancellationToken ct)
    {
        foreach (var feed in await store.Open(ct))
        {
            if (feed.State == FeedState.Claimed && !File.Exists(InProcessing(feed)))
            {
                await store.Forget(feed, ct);
            }
        }

        var arrived = new Dictionary<string, FileStamp>();
        foreach (var file in folder.Arrived())
        {
            try
            {
                arrived[file.Name] = FileStamp.Of(file);
            }
            catch (IOException)
            {
                // Renamed or deleted since it was listed.
            }
        }

        foreach (var name in files.Look(arrived.Select(file => (file.Key, file.Value))))
        {
            var feed = await store.Claim(name, arrived[name].Size, folder.IsFree, ct);
            try
            {
                File.Move(Path.Combine(folder.Incoming, name), InProcessing(feed));
                _claimed[feed.Id] = arrived[name];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Renamed or deleted by whoever uploads, or not ours to move; the others go on.
                await store.Forget(feed, ct);
                Tell(name, e);
            }
        }
    }

    private async Task Read(NpgsqlConnection connection, FeedStore store, Feed feed, CancellationToken ct)
    {
        // A crash may have come between reopening it and moving its file.
        var ended = new[] { FeedState.Done, FeedState.Rejected }.Select(state => Path.Combine(FolderOf(state), feed.StoredName)).FirstOrDefault(File.Exists);
        if (!File.Exists(InProcessing(feed)) && ended is not null)
        {
            Move(feed, ended, folder.Processing);
        }

        if (!File.Exists(InProcessing(feed)))
        {
            // Its orders are safe; the rest of it comes when it is put back, or uploaded again.
            if (_told.Add(feed.StoredName))
            {
                LogGone(feed.StoredName);
            }

            return;
        }

        try
        {
            var state = await reading.Read(connection, store, feed, InProcessing(feed), _claimed.TryGetValue(feed.Id, out var stamp) ? stamp : null, ct);
            Move(feed, InProcessing(feed), FolderOf(state));
            _claimed.Remove(feed.Id);
            _told.Remove(feed.StoredName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk's or the rights' trouble with one file; the others go on.
            Tell(feed.StoredName, e);
        }
    }

    private void Tell(string name, Exception e)
    {
        if (_told.Add(name))
        {
            LogNoAccess(PlainText.Line(name, 200), PlainText.Line(e.Message, 300));
        }
    }

    /// <summary>A crash came between the end of a feed and the moving of its file.</summary>
    private async Task MoveEnded(FeedStore store, CancellationToken ct)
    {
        foreach (var file in new DirectoryInfo(folder.Processing).EnumerateFiles())
        {
            if (await store.Named(file.Name, ct) is not { } feed)
            {
                if (_told.Add(file.Name))
                {
                    LogStrange(PlainText.Line(file.Name, 200));
                }
            }
            else if (feed.State is FeedState.Done or FeedState.Rejected)
            {
                Move(feed, file.FullName, FolderOf(feed.State));
            }
        }
    }

    /// <summary>Whoever writes slowly, or lost the connection and went on, writes to the file wherever it was moved.</summary>
    private async Task ReopenGrown(FeedStore store, CancellationToken ct)
    {
        foreach (var feed in await store.EndedLately(ct))
        {
            var file = new FileInfo(Path.Combine(FolderOf(feed.State), feed.StoredName));
            if (file.Exists && file.Length > feed.Size)
            {
                LogGrown(feed.StoredName);
                await store.Reopen(feed, ct);
                Move(feed, file.FullName, folder.Processing);
            }
        }
    }

    private string InProcessing(Feed feed) => Path.Combine(folder.Processing, feed.StoredName);

    private string FolderOf(FeedState state) => state == FeedState.Rejected ? folder.Rejected : folder.Done;

    private static void Move(Feed feed, string from, string to) => File.Move(from, Path.Combine(to, feed.StoredName));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Name} cannot be read or moved now: {Message} Trying again until it works")]
    private partial void LogNoAccess(string name, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Name}: its file is no longer in processing. What was read of it is safe; put it back, or upload it again")]
    private partial void LogGone(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder processing holds {Name}, which was not put there by this service: it is left alone. Files belong into incoming")]
    private partial void LogStrange(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name} has grown since its end: the rest is read")]
    private partial void LogGrown(string name);
}
