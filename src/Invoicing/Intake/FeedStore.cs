using System.Linq.Expressions;
using Invoicing.Orders;
using Invoicing.Storage;
using Marten;

namespace Invoicing.Intake;

/// <summary>The feeds, as the one process that takes them writes them.</summary>
internal sealed class FeedStore(WorkerConnection connection)
{
    private static readonly TimeSpan s_lately = TimeSpan.FromHours(1);

    public WorkerConnection Connection => connection;

    /// <summary>Those whose file was not read to its end, oldest first.</summary>
    public Task<IReadOnlyList<Feed>> Open(CancellationToken ct) =>
        connection.Feeds(feed => feed.State == FeedState.Claimed || feed.State == FeedState.Reading, ct);

    /// <summary>Those that ended lately: somebody who uploads slowly may still be writing to their files.</summary>
    public Task<IReadOnlyList<Feed>> EndedLately(CancellationToken ct) => connection.Read(
        async session =>
        {
            var since = await session.Now(ct) - s_lately;
            return await session.Query<Feed>().Where(feed => feed.FinishedAt > since && feed.RemovedAt == null).ToListAsync(ct);
        },
        ct);

    public Task<Feed?> Named(string storedName, CancellationToken ct) =>
        connection.Read(session => session.Query<Feed>().SingleOrDefaultAsync(feed => feed.StoredName == storedName, ct), ct);

    /// <summary>Chooses a name that no file had before.</summary>
    /// <param name="isFree">After the database was put back to an older state, files of names that it has forgotten are there.</param>
    public async Task<Feed> Claim(string fileName, long size, Func<string, bool> isFree, CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        var feeds = work.Session.Query<Feed>();
        var nth = await feeds.CountAsync(feed => feed.FileName == fileName, ct) + 1;
        var name = FeedFolder.StoredName(fileName, nth);
        while (!isFree(name) || await feeds.AnyAsync(feed => feed.StoredName == name, ct))
        {
            name = FeedFolder.StoredName(fileName, ++nth);
        }

        var claimed = new Feed { FileName = fileName, StoredName = name, Size = size, ClaimedAt = await work.Session.Now(ct) };
        work.Session.Insert(claimed);
        await work.Commit(ct);
        return claimed;
    }

    /// <summary>Nothing was read of it: its file is claimed anew.</summary>
    public Task Forget(Feed feed, CancellationToken ct) => connection.Write(session => session.Delete(feed), ct);

    public async Task<Feed> Save(Feed feed, CancellationToken ct)
    {
        await connection.Write(session => session.Update(feed), ct);
        return feed;
    }

    /// <summary>The latest other feed of the same content, and its day; null: there is none.</summary>
    public async Task<string?> SameAs(Feed feed, string sha256, CancellationToken ct)
    {
        var same = await connection.Read(
            session => session.Query<Feed>()
                .Where(other => other.Sha256 == sha256 && other.Id != feed.Id && other.State == FeedState.Done)
                .OrderByDescending(other => other.Id)
                .FirstOrDefaultAsync(ct),
            ct);
        return same?.FinishedAt is { } at ? $"{same.StoredName} of {IsoTime.Minute(at)}" : null;
    }

    public Task<Dictionary<string, long>> Outcomes(Feed feed, CancellationToken ct) =>
        connection.Read(session => session.Outcomes(feed.Id, long.MaxValue, ct), ct);

    /// <summary>The first entry that was not taken; null: all were.</summary>
    public async Task<FeedLine?> FirstNotTaken(Feed feed, CancellationToken ct)
    {
        var first = await connection.Read(session => session.FirstLines(feed.Id, FeedOutcome.NotTaken, 1, ct), ct);
        return first.SingleOrDefault();
    }

    /// <param name="feed">With as many entries as its file has: lines of more are of what it was before.</param>
    /// <param name="tell">What people are to be told of it.</param>
    public async Task Finish(Feed feed, Notice? tell, CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        work.Session.DeleteLinesAfter(feed.Id, feed.Position);
        work.Session.Update(feed with
        {
            BytesRead = feed.Size,
            FinishedAt = await work.Session.Now(ct),
            Outcomes = await work.Session.Outcomes(feed.Id, feed.Position, ct),
        });
        if (tell is not null)
        {
            NoticeStore.Add(tell, work.Session);
        }

        await work.Commit(ct);
    }

    /// <summary>Its file has grown since its end: it is read again.</summary>
    public Task Reopen(Feed feed, CancellationToken ct) => Save(
        feed with { State = FeedState.Reading, Reopened = feed.Reopened + 1, FinishedAt = null, ResultsAt = null, SettledAt = null }, ct);
}

internal static class FeedQueries
{
    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<Feed>> Feeds(
        this WorkerConnection connection, Expression<Func<Feed, bool>> which, CancellationToken ct) =>
        connection.Read(session => session.Query<Feed>().Where(which).OrderBy(feed => feed.Id).ToListAsync(ct), ct);
}
