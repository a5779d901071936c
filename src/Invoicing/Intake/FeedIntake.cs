using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Intake;

/// <summary>Looks for files in the folder of the feeds and takes the orders in them in, file by file.</summary>
internal sealed class FeedIntake(
    FeedFolder folder,
    FeedReading reading,
    IDocumentStore store,
    IOptions<FeedSettings> options,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<FeedIntake> logger)
    : SingletonWorker(LockId, "The folder of the feeds", store, postgres, logger)
{
    private const long LockId = 7_463_202;

    // Somebody may still put it back.
    private static readonly TimeSpan s_goneForGood = TimeSpan.FromHours(1);

    private readonly List<FeedTrouble> _incoming = [];
    private readonly List<FeedTrouble> _processing = [];
    private readonly Dictionary<long, FileStamp> _claimed = [];
    private readonly HashSet<long> _failed = [];

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        var feeds = new FeedStore(connection);
        var files = new QuietPeriod(options.Value.StableForOf, clock);
        var troubles = new FeedTroubles(connection, logger);
        if (!options.Value.Sftp.IsOn)
        {
            await troubles.ForgetOtherThan([], ct);
        }

        while (true)
        {
            folder.Create();
            await MoveEnded(feeds, ct);
            await ReopenGrown(feeds, ct);
            await Claim(feeds, files, ct);
            await troubles.Are(FeedTroubles.Incoming, _incoming.Concat(folder.NotTaken(clock.GetUtcNow())), ct);
            foreach (var feed in await feeds.Open(ct))
            {
                await Read(feeds, troubles, feed, ct);
            }

            await troubles.Are(FeedTroubles.Processing, _processing, ct);
            _incoming.Clear();
            _processing.Clear();

            Works();
            var (soon, interval) = (options.Value.StableFor, options.Value.Interval);
            await Task.Delay(files.SomeAreWaiting && soon < interval ? soon : interval, clock, ct);
        }
    }

    /// <summary>First the row, then the file: a crash between them leaves a row whose file was not moved, and nothing was read.</summary>
    private async Task Claim(FeedStore feeds, QuietPeriod files, CancellationToken ct)
    {
        foreach (var feed in await feeds.Open(ct))
        {
            if (feed.State == FeedState.Claimed && !File.Exists(InProcessing(feed)))
            {
                await feeds.Forget(feed, ct);
            }
        }

        // Others were renamed or deleted since they were listed.
        var arrived = folder.Arrived().Where(file => file.Exists).ToDictionary(file => file.Name, FileStamp.Of);
        foreach (var name in files.Ended(arrived.Select(file => (file.Key, file.Value))))
        {
            var feed = await feeds.Claim(name, arrived[name].Size, folder.IsFree, ct);
            try
            {
                File.Move(Path.Combine(folder.Incoming, name), InProcessing(feed));
                _claimed[feed.Id] = arrived[name];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Renamed or deleted by whoever uploads, or not ours to move; the others go on.
                await feeds.Forget(feed, ct);
                if (File.Exists(Path.Combine(folder.Incoming, name)))
                {
                    _incoming.Add(CannotUse(name, "moved to processing", e));
                }
            }
        }
    }

    private async Task Read(FeedStore feeds, FeedTroubles troubles, Feed feed, CancellationToken ct)
    {
        // A crash may have come between reopening it and moving its file.
        var ended = new[] { folder.Done, folder.Rejected }
            .Select(place => Path.Combine(place, feed.StoredName)).FirstOrDefault(File.Exists);
        if (!File.Exists(InProcessing(feed)) && ended is not null)
        {
            TryMove(feed, ended, folder.Processing);
        }

        if (!File.Exists(InProcessing(feed)))
        {
            await Miss(feeds, troubles, feed, ct);
            return;
        }

        try
        {
            FileStamp? claimed = _claimed.TryGetValue(feed.Id, out var stamp) ? stamp : null;
            var state = await reading.Read(feeds, feed, InProcessing(feed), claimed, ct);
            File.Move(InProcessing(feed), Path.Combine(FolderOf(state), feed.StoredName));
            _claimed.Remove(feed.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk's or the rights' trouble with one file; the others go on.
            _processing.Add(CannotUse(feed.StoredName, "read", e));
        }
        catch (Exception e) when (IsOfTheWork(e, feeds.Connection))
        {
            // What the program does not know may quote anything, and must not keep the others out either.
            _processing.Add(new(feed.StoredName, $"it cannot be read: {FaultReason.Unexpected(e.GetType().FullName)}"));
            if (_failed.Add(feed.Id))
            {
                logger.LogError(
                    "Feed {Name} cannot be read: {Type}",
                    feed.StoredName, $"{e.GetType().Name} (code {FaultReason.CodeOf(e.GetType().FullName)})");
            }
        }
    }

    private static FeedTrouble CannotUse(string name, string what, Exception e) => new(
        name,
        $"it cannot be {what} now ({TextSanitizer.Line(e.Message.TrimEnd('.'), 300)}): see that this user may read and move it; "
            + "it is tried again until it works");

    /// <summary>Its orders are safe; the rest comes when it is put back, or uploaded again. It must not be under way for ever.</summary>
    private async Task Miss(FeedStore feeds, FeedTroubles troubles, Feed feed, CancellationToken ct)
    {
        if (!await troubles.HasLasted(FeedTroubles.Processing, feed.StoredName, s_goneForGood, ct))
        {
            _processing.Add(new(
                feed.StoredName,
                $"it is no longer here. {feed.Position} of its orders were taken and are safe; put it back within the hour, "
                    + "or upload it again"));
            return;
        }

        var problem = $"its file was taken out of processing before its end; {feed.Position} orders were taken";
        await feeds.Finish(feed with { State = FeedState.Rejected, Problem = problem }, null, ct);
    }

    /// <summary>A crash came between the end of a feed and the moving of its file.</summary>
    private async Task MoveEnded(FeedStore feeds, CancellationToken ct)
    {
        foreach (var file in new DirectoryInfo(folder.Processing).EnumerateFiles())
        {
            if (await feeds.Named(file.Name, ct) is not { } feed)
            {
                _processing.Add(new(file.Name, "it was not put there by this service, and is left alone: files belong into incoming"));
            }
            else if (feed.State is FeedState.Done or FeedState.Rejected)
            {
                TryMove(feed, file.FullName, FolderOf(feed.State));
            }
        }
    }

    /// <summary>Whoever writes slowly, or lost the connection and went on, writes to the file wherever it was moved.</summary>
    private async Task ReopenGrown(FeedStore feeds, CancellationToken ct)
    {
        foreach (var feed in await feeds.EndedLately(ct))
        {
            var file = new FileInfo(Path.Combine(FolderOf(feed.State), feed.StoredName));
            if (file.Exists && file.Length > feed.Size)
            {
                logger.LogInformation("Feed {Name} has grown since its end: the rest is read", feed.StoredName);
                await feeds.Reopen(feed, ct);
                TryMove(feed, file.FullName, folder.Processing);
            }
        }
    }

    private string InProcessing(Feed feed) => Path.Combine(folder.Processing, feed.StoredName);

    private string FolderOf(FeedState state) => state == FeedState.Rejected ? folder.Rejected : folder.Done;

    /// <summary>One file that cannot be moved must not keep the others out; it is tried again.</summary>
    private void TryMove(Feed feed, string from, string to)
    {
        try
        {
            File.Move(from, Path.Combine(to, feed.StoredName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _processing.Add(CannotUse(feed.StoredName, $"moved to {Path.GetFileName(to)}", e));
        }
    }
}
