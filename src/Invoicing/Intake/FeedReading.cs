using Invoicing.Intake.Parsing;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Intake;

/// <summary>Takes all orders of one file in, from where it was left off.</summary>
internal sealed class FeedReading(
    FeedOrders orders,
    OrderDispatch dispatch,
    IOrderLists lists,
    IOptions<FeedSettings> options,
    TimeProvider clock,
    ILogger<FeedReading> logger)
{
    private const int LargestBatch = 200;
    private const int LargestBatchBytes = 4 * 1024 * 1024;

    /// <summary>If none of so many is an order, the file is none of orders.</summary>
    private const int EnoughUnreadable = 1000;

    private static readonly TimeSpan s_progress = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <param name="claimed">What the file was like when it was claimed; null: not known.</param>
    public async Task<FeedState> Read(FeedStore store, Feed feed, string path, FileStamp? claimed, CancellationToken ct)
    {
        var run = new FeedRun { Feed = feed with { Outcomes = await store.Outcomes(feed, ct) }, ToldAt = clock.GetTimestamp() };
        var digest = feed.Sha256;
        string? rejection = null;
        FileStamp stamp;
        do
        {
            stamp = await StableStamp(path, claimed, options.Value.StableForOf(feed.FileName), ct);
            claimed = null;
            try
            {
                // Pipes and devices have no size either, and opening one may wait for ever.
                if (stamp.Size == 0)
                {
                    throw new UnusableFeedException(
                        "it is empty (0 bytes): an export without orders, or no file at all. See whether orders are missing");
                }

                var isList = lists.IsList(feed.FileName);
                var file = await FileInspection.Of(path, feed.FileName, ct, isList ? CsvHeader.OfLists : null);
                if (isList)
                {
                    await Begin(store, run, stamp.Size, file.Sha256, null, ct);
                    var id = Process.OrderKey.Of($"list/{feed.Id}/{feed.Reopened}");
                    run.Feed = run.Feed with { Remark = await lists.Compare(file, id, ct) };
                    rejection = null;
                    continue;
                }

                if (run.Feed.Position > 0 && file.Sha256 != digest)
                {
                    // It has grown, or is another: what was taken for an order's end may not have been it. What is known changes nothing.
                    run.Feed = run.Feed with { Position = 0, Outcomes = new Dictionary<string, long>() };
                }

                digest = file.Sha256;
                await TellBegin(store, run, stamp.Size, file, ct);
                rejection = await TakeAll(store, run, file, () => FileStamp.Of(path) == stamp, ct);
            }
            catch (UnusableFeedException unusable)
            {
                await Begin(store, run, stamp.Size, null, null, ct);
                rejection = unusable.Message;
            }
        }
        while (FileStamp.Of(path) != stamp);

        return await Finish(store, run, rejection, ct);
    }

    /// <summary>Its writer may still be at it, or have begun again. A file that is as it was claimed was watched for long enough.</summary>
    private async Task<FileStamp> StableStamp(string path, FileStamp? claimed, TimeSpan stableFor, CancellationToken ct)
    {
        var (stamp, since) = (FileStamp.Of(path), clock.GetTimestamp());
        while (stamp != claimed && clock.GetElapsedTime(since) < stableFor)
        {
            await Task.Delay(stableFor < s_look ? stableFor : s_look, clock, ct);
            if (FileStamp.Of(path) is var now && now != stamp)
            {
                (stamp, since) = (now, clock.GetTimestamp());
            }
        }

        return stamp;
    }

    private async Task TellBegin(FeedStore store, FeedRun run, long size, FileInspection file, CancellationToken ct)
    {
        var feed = run.Feed;
        List<string> remarks = [.. file.Remarks.Select(remark => TextSanitizer.Line(remark, 300))];
        if (await store.SameAs(feed, file.Sha256, ct) is { } same)
        {
            remarks.Insert(0, $"the same file as {same}");
        }

        var remark = remarks.Count == 0 ? null : string.Join("; ", remarks);
        await Begin(store, run, size, file.Sha256, remark, ct);
        var from = feed.Position == 0 ? "" : $", from entry {feed.Position + 1}";
        logger.LogInformation(
            "Feed {Name} ({Id}): reading {Size} bytes{From}{Remarks}",
            feed.StoredName, feed.Id, size, from, remark is null ? "" : $": {remark}");
    }

    /// <summary>The position is saved together with the digest of the content of which so many entries were taken.</summary>
    private static async Task Begin(FeedStore store, FeedRun run, long size, string? sha256, string? remark, CancellationToken ct) =>
        run.Feed = await store.Save(run.Feed with { State = FeedState.Reading, Size = size, Sha256 = sha256, Remark = remark }, ct);

    /// <returns>Why it is no file of orders; null if it is.</returns>
    private async Task<string?> TakeAll(FeedStore store, FeedRun run, FileInspection file, Func<bool> isUnchanged, CancellationToken ct)
    {
        var (number, read) = (0L, 0L);
        var batch = new List<OrderText>();
        OrderText? last = null;
        await foreach (var text in file.Read(options.Value, count => read += count, ct))
        {
            if (++number <= run.Feed.Position)
            {
                continue;
            }

            // The last one may still be being written: it is taken once its file turns out to be as it was.
            if (last is not null)
            {
                batch.Add(last);
            }

            last = text with { Number = number };
            if (batch.Count >= LargestBatch || batch.Sum(entry => entry.Json.Length) >= LargestBatchBytes)
            {
                await dispatch.WaitForRoom(ct);
                await TakeBatch(store, run, batch, read, ct);
                batch = [];
                if (run.Feed.Position >= EnoughUnreadable && run.IsUnreadable)
                {
                    return $"none of the first {run.Feed.Position} entries is an order";
                }
            }
        }

        // Waiting may take minutes, in which its writer may go on.
        await dispatch.WaitForRoom(ct);
        if (last is not null && isUnchanged())
        {
            batch.Add(last);
        }

        if (batch.Count > 0)
        {
            await TakeBatch(store, run, batch, read, ct);
        }

        var empty = file.Csv is not null ? "only the header" : "only an empty list or blank lines";
        return number == 0 ? $"it holds no order: {empty}. See whether orders are missing"
            : run.Feed.Position > 0 && run.IsUnreadable ? "none of its entries is an order"
            : null;
    }

    private async Task TakeBatch(FeedStore store, FeedRun run, List<OrderText> batch, long read, CancellationToken ct)
    {
        var (feed, before) = (run.Feed, run.Feed.Outcomes);
        // A transaction that is begun again brings the same entries.
        var taken = new Dictionary<long, string>();
        var outstanding = await orders.Take(
            store.Connection,
            batch,
            (session, lines) =>
            {
                foreach (var line in lines)
                {
                    taken[line.Entry] = line.Outcome;
                }

                feed = feed with { Position = lines[^1].Entry, BytesRead = read, Outcomes = FeedRun.Sum(before, taken.Values) };
                session.AddLines(feed.Id, lines);
                session.Update(feed);
            },
            ct);
        run.Feed = feed;
        await dispatch.Send(outstanding, ct);
        if (clock.GetElapsedTime(run.ToldAt) > s_progress)
        {
            run.ToldAt = clock.GetTimestamp();
            logger.LogInformation(
                "Feed {Name}: {Entries} orders taken, {Percent} % of the file: {Outcomes}",
                feed.StoredName, feed.Position, 100 * read / Math.Max(1, feed.Size), run.Told);
        }
    }

    private async Task<FeedState> Finish(FeedStore store, FeedRun run, string? rejection, CancellationToken ct)
    {
        var feed = run.Feed;
        var problem = await store.FirstNotTaken(feed, ct) is not { } line ? rejection
            : $"{rejection ?? $"{run.NotTaken} of {feed.Position} orders were not taken"}; the first: line {line.Line}: "
                + (line.Detail ?? line.Outcome);
        var tell = problem is null ? null
            : Notice.Of(NoticeKind.FeedFaulted, feed.StoredName, feed.NoticeId(), $"{problem}.", clock.GetUtcNow());
        var state = rejection is null ? FeedState.Done : FeedState.Rejected;
        await store.Finish(feed with { State = state, Problem = problem }, tell, ct);
        if (rejection is not null)
        {
            logger.LogWarning("Feed {Name} is rejected: {Reason}", feed.StoredName, problem!);
            return state;
        }

        logger.LogInformation(
            "Feed {Name} is done: {Entries} orders: {Outcomes}{Problem}",
            feed.StoredName, feed.Position, run.Told, problem is null ? "" : $". {problem}");
        return state;
    }
}

/// <summary>How far the reading of a feed is, as of the last commit.</summary>
internal sealed class FeedRun
{
    public required Feed Feed { get; set; }

    public long ToldAt { get; set; }

    public bool IsUnreadable => Feed.Outcomes.Keys.All(outcome => outcome == FeedOutcome.Unreadable);

    public long NotTaken => Feed.Outcomes.Where(outcome => FeedOutcome.IsNotTaken(outcome.Key)).Sum(outcome => outcome.Value);

    public string Told =>
        string.Join(", ", Feed.Outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Value} {outcome.Key}"));

    public static IReadOnlyDictionary<string, long> Sum(IReadOnlyDictionary<string, long> before, IEnumerable<string> outcomes)
    {
        var sum = new Dictionary<string, long>(before);
        foreach (var outcome in outcomes)
        {
            sum[outcome] = sum.GetValueOrDefault(outcome) + 1;
        }

        return sum;
    }
}
