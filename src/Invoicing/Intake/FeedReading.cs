using System.Globalization;
using Invoicing.Failures;
using Invoicing.Intake.Parsing;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Intake;

/// <summary>Takes all orders of one file in, from where it was left off.</summary>
internal sealed partial class FeedReading(
    FeedOrders orders, FeedDispatch dispatch, NoticeStore notices, IOptions<FeedSettings> options, TimeProvider clock, ILogger<FeedReading> logger)
{
    private const int LargestBatch = 200;
    private const int LargestBatchBytes = 4 * 1024 * 1024;

    /// <summary>If none of so many is an order, the file is none of orders.</summary>
    private const int EnoughUnreadable = 1000;

    private static readonly TimeSpan s_progress = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <param name="claimed">What the file was like when it was claimed; null: not known.</param>
    /// <returns>How it has ended.</returns>
    public async Task<FeedState> Read(NpgsqlConnection connection, FeedStore store, Feed feed, string path, FileStamp? claimed, CancellationToken ct)
    {
        var run = new FeedRun(feed, await store.Outcomes(feed, ct)) { ToldAt = clock.GetTimestamp() };
        var digest = feed.Sha256;
        string? rejection = null;
        FileStamp stamp;
        do
        {
            stamp = await StableStamp(path, claimed, options.Value.StableForOf(feed.FileName), ct);
            claimed = null;
            run.Size = stamp.Size;
            try
            {
                // Pipes and devices have no size either, and opening one may wait for ever.
                if (stamp.Size == 0)
                {
                    throw new UnusableFeedException("it is empty (0 bytes): an export without orders, or no file at all. See whether orders are missing");
                }

                var survey = await FeedSurvey.Make(path, feed.FileName, ct);
                if (run.Position > 0 && survey.Sha256 != digest)
                {
                    // It has grown, or is another: what was taken for an order's end may not have been it. What is known changes nothing.
                    run = new FeedRun(feed with { Position = 0 }, []) { Size = stamp.Size, ToldAt = clock.GetTimestamp() };
                }

                digest = survey.Sha256;
                await TellBegin(store, run, stamp.Size, survey, ct);
                rejection = await TakeAll(connection, store, run, path, survey, () => FileStamp.Of(path) == stamp, ct);
            }
            catch (UnusableFeedException unusable)
            {
                await store.Begin(feed, stamp.Size, null, null, run.Position, ct);
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

    private async Task TellBegin(FeedStore store, FeedRun run, long size, FeedSurvey survey, CancellationToken ct)
    {
        var feed = run.Feed;
        List<string> remarks = [.. survey.Remarks.Select(remark => TextSanitizer.Line(remark, 300))];
        if (await store.SameAs(feed, survey.Sha256, ct) is { } same)
        {
            remarks.Insert(0, $"the same file as {same}");
        }

        await store.Begin(feed, size, survey.Sha256, remarks.Count == 0 ? null : string.Join("; ", remarks), run.Position, ct);
        LogBegin(feed.StoredName, feed.Id, size, run.Position == 0 ? "" : $", from entry {run.Position + 1}", remarks.Count == 0 ? "" : $": {string.Join("; ", remarks)}");
    }

    /// <returns>Why it is no file of orders; null if it is.</returns>
    private async Task<string?> TakeAll(
        NpgsqlConnection connection, FeedStore store, FeedRun run, string path, FeedSurvey survey, Func<bool> isUnchanged, CancellationToken ct)
    {
        var (number, bytes, read) = (0L, 0, 0L);
        var batch = new List<FeedEntry>();
        FeedEntry? last = null;
        await foreach (var text in FeedTexts.Read(path, run.Feed.FileName, survey, options.Value, count => read += count, ct))
        {
            if (++number <= run.Position)
            {
                continue;
            }

            // The last one may still be being written: it is taken once its file turns out to be as it was.
            if (last is not null)
            {
                batch.Add(last);
                bytes += last.Text.Json.Length;
            }

            last = new FeedEntry(number, text);
            if (batch.Count >= LargestBatch || bytes >= LargestBatchBytes)
            {
                await dispatch.WaitForRoom(ct);
                await TakeBatch(connection, store, run, batch, read, ct);
                (batch, bytes) = ([], 0);
                if (run.Position >= EnoughUnreadable && run.IsUnreadable)
                {
                    return $"none of the first {run.Position} entries is an order";
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
            await TakeBatch(connection, store, run, batch, read, ct);
        }

        return number == 0 ? $"it holds no order: {(survey.Csv is not null ? "only the header" : "only an empty list or blank lines")}. See whether orders are missing"
            : run.Position > 0 && run.IsUnreadable ? "none of its entries is an order"
            : null;
    }

    private async Task TakeBatch(NpgsqlConnection connection, FeedStore store, FeedRun run, List<FeedEntry> batch, long read, CancellationToken ct)
    {
        var outstanding = await orders.Take(
            connection,
            batch,
            async (transaction, lines) => await store.Advance(transaction, run.Feed, lines, read, run.After(lines), ct),
            ct);
        run.Commit();
        await dispatch.Send(outstanding, ct);
        if (clock.GetElapsedTime(run.ToldAt) > s_progress)
        {
            run.ToldAt = clock.GetTimestamp();
            LogProgress(run.Feed.StoredName, run.Position, 100 * read / Math.Max(1, run.Size), run.Told);
        }
    }

    private async Task<FeedState> Finish(FeedStore store, FeedRun run, string? rejection, CancellationToken ct)
    {
        var feed = run.Feed;
        var first = await store.FirstNotTaken(feed, ct);
        var problem = rejection is not null ? first is null ? rejection : $"{rejection}; the first: {first}"
            : first is null ? null
            : $"{Count(run.NotTaken)} of {Count(run.Position)} orders were not taken; the first: {first}";
        if (problem is not null)
        {
            await notices.Add(Notice.Of(NoticeKind.FeedFaulted, feed.StoredName, feed.NoticeId, $"{problem}.", clock.GetUtcNow()), ct);
        }

        var state = rejection is null ? FeedState.Done : FeedState.Rejected;
        await store.Finish(feed, state, run.Size, run.Position, problem, ct);
        if (rejection is null)
        {
            LogDone(feed.StoredName, run.Position, run.Told, problem is null ? "" : $". {problem}");
        }
        else
        {
            LogRejected(feed.StoredName, problem!);
        }

        return state;
    }

    private static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name} ({Id}): reading {Size} bytes{From}{Remarks}")]
    private partial void LogBegin(string name, long id, long size, string from, string remarks);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name}: {Entries} orders taken, {Percent} % of the file: {Outcomes}")]
    private partial void LogProgress(string name, long entries, long percent, string outcomes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name} is done: {Entries} orders: {Outcomes}{Problem}")]
    private partial void LogDone(string name, long entries, string outcomes, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Name} is rejected: {Reason}")]
    private partial void LogRejected(string name, string reason);
}
