using Invoicing.Storage;
using Marten;

namespace Invoicing.Intake.Queries;

internal sealed class FeedViews(IDocumentStore store)
{
    private const int ProblemsShown = 20;

    public async Task<IReadOnlyList<FeedSummary>> List(int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return SummariesOf(await session.Query<Feed>().OrderByDescending(feed => feed.Id).Take(limit).ToListAsync(ct));
    }

    public async Task<IReadOnlyList<FeedSummary>> UnderWay(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return SummariesOf(await session.Query<Feed>().Where(feed => feed.FinishedAt == null).OrderBy(feed => feed.Id).ToListAsync(ct));
    }

    /// <param name="nameOrId">The name under which the file is kept, or the feed's number.</param>
    /// <exception cref="UnknownFeedException">There is none.</exception>
    public async Task<FeedDetails> Find(string nameOrId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        // A file may be called by a number, too: names come first.
        var feed = await session.Query<Feed>().SingleOrDefaultAsync(named => named.StoredName == nameOrId, ct)
            ?? (long.TryParse(nameOrId, out var id) ? await session.LoadAsync<Feed>(id, ct) : null)
            ?? throw new UnknownFeedException(nameOrId);
        var states = await session.StatesOfOrders(feed.Id, ct);
        var problems = await session.FirstLines(feed.Id, [.. FeedOutcome.NotTaken, FeedOutcome.Invalid], ProblemsShown, ct);
        return new(
            FeedSummary.Of(feed),
            new SortedDictionary<string, long>(states, StringComparer.Ordinal),
            [.. problems.Select(line => new FeedProblem(line.Line, line.OrderNo, line.Outcome, line.Detail))]);
    }

    public async Task<FeedsAround> Around(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return new(await Troubles(session, ct), await session.LoadAsync<SftpLook>(SftpLook.Last, ct));
    }

    public static Task<IReadOnlyList<StoredTrouble>> Troubles(IQuerySession session, CancellationToken ct) =>
        session.Query<StoredTrouble>().OrderBy(trouble => trouble.Place).ThenBy(trouble => trouble.Name).ToListAsync(ct);

    private static IReadOnlyList<FeedSummary> SummariesOf(IReadOnlyList<Feed> feeds) => [.. feeds.Select(FeedSummary.Of)];
}

internal sealed class UnknownFeedException(string nameOrId)
    : Exception($"No feed {nameOrId} is known. `invoicing feeds list` shows those that were taken up; a file that lies in incoming is not "
        + "stable yet, or `serve` does not run.");

/// <param name="Name">Under which its file is kept.</param>
/// <param name="Entries">That were taken so far.</param>
/// <param name="Percent">Of the file that was read.</param>
/// <param name="Outcomes">How many entries had which <see cref="FeedOutcome"/>.</param>
/// <param name="Problem">Why it was rejected, or that orders were not taken.</param>
/// <param name="SettledAt">When all its orders had ended.</param>
internal sealed record FeedSummary(
    long Id,
    string Name,
    string UploadedAs,
    FeedState State,
    long Entries,
    long Percent,
    IReadOnlyDictionary<string, long> Outcomes,
    string? Problem,
    string? Remark,
    DateTimeOffset ClaimedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? SettledAt)
{
    public static FeedSummary Of(Feed feed) => new(
        feed.Id, feed.StoredName, feed.FileName, feed.State, feed.Position,
        feed.Size == 0 ? 100 : Math.Min(100, 100 * feed.BytesRead / feed.Size),
        new SortedDictionary<string, long>(feed.Outcomes.ToDictionary()),
        feed.Problem, feed.Remark, feed.ClaimedAt, feed.FinishedAt, feed.SettledAt);
}

/// <param name="States">How many of its orders are in which state now.</param>
/// <param name="Problems">The first of them.</param>
internal sealed record FeedDetails(FeedSummary Feed, IReadOnlyDictionary<string, long> States, IReadOnlyList<FeedProblem> Problems);

internal sealed record FeedProblem(long Line, string? OrderNo, string Outcome, string? Reason);

/// <summary>What else there is to be seen of feeds than those that were taken.</summary>
/// <param name="Sftp">The last look at the server that went through; null: none did yet.</param>
internal sealed record FeedsAround(IReadOnlyList<StoredTrouble> Troubles, SftpLook? Sftp);
