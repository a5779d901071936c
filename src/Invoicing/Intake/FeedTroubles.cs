using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Intake;

/// <summary>
/// Keeps what lies in the way of feeds, for people to see, and tells of each once: in the log when it begins and ends, by a notice when it
/// does not pass. Written on the connection that holds the right to the work.
/// </summary>
internal sealed class FeedTroubles(WorkerConnection connection, ILogger logger)
{
    // Where the files lie, also as mails name it.
    public const string Incoming = "incoming";
    public const string Processing = "processing";
    public const string Server = "sftp";

    private const int LongestName = 200;

    private readonly Dictionary<string, IReadOnlyList<FeedTrouble>> _last = [];

    public static string PlaceOn(string remoteFolder) => $"{Server}:{remoteFolder}";

    /// <summary>All that there are at this place now; others of before are over.</summary>
    public async Task Are(string place, IEnumerable<FeedTrouble> troubles, CancellationToken ct)
    {
        var all = Clean(troubles);
        // Nearly always as at the last look.
        if (_last.TryGetValue(place, out var last) && last.SequenceEqual(all))
        {
            return;
        }

        _last.Remove(place);
        await Save(place, all, isAll: true, ct);
    }

    /// <summary>This one is there now, whatever has become of the others.</summary>
    public Task Is(string place, FeedTrouble trouble, CancellationToken ct)
    {
        _last.Remove(place);
        return Save(place, Clean([trouble]), isAll: false, ct);
    }

    /// <summary>What was in the way of fetching from other folders than these: nobody looks there any more.</summary>
    public Task ForgetOtherThan(string[] places, CancellationToken ct) => connection.Write(
        session =>
        {
            session.DeleteWhere<StoredTrouble>(trouble => trouble.Place.StartsWith(Server) && !trouble.Place.IsOneOf(places));
            if (places.Length == 0)
            {
                session.Delete<SftpLook>(SftpLook.Last);
            }
        },
        ct);

    /// <summary>Whether it is there for so long already.</summary>
    public Task<bool> HasLasted(string place, string name, TimeSpan time, CancellationToken ct) => connection.Read(
        async session => await session.LoadAsync<StoredTrouble>(StoredTrouble.IdOf(place, name), ct) is { } trouble
            && await session.Now(ct) - trouble.Since >= time,
        ct);

    private static IReadOnlyList<FeedTrouble> Clean(IEnumerable<FeedTrouble> troubles) =>
    [
        .. troubles.Select(trouble => trouble with { Name = TextSanitizer.Line(trouble.Name, LongestName) })
            .DistinctBy(trouble => trouble.Name).OrderBy(trouble => trouble.Name, StringComparer.Ordinal),
    ];

    /// <param name="isAll">Others of before are over.</param>
    private async Task Save(string place, IReadOnlyList<FeedTrouble> troubles, bool isAll, CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        var now = await work.Session.Now(ct);
        var known = (await work.Session.Query<StoredTrouble>().Where(trouble => trouble.Place == place).ToListAsync(ct))
            .ToDictionary(trouble => trouble.Name);
        var over = isAll ? known.Keys.Except(troubles.Select(trouble => trouble.Name)).ToList() : [];
        over.ForEach(name => work.Session.Delete(known[name]));
        var areTold = true;
        foreach (var trouble in troubles)
        {
            var stored = known.GetValueOrDefault(trouble.Name) ?? New(place, trouble, now);
            var tell = !stored.IsTold && now - stored.Since >= trouble.Patience;
            stored = stored with { Problem = trouble.Problem, IsTold = stored.IsTold || tell };
            work.Session.Store(stored);
            areTold &= stored.IsTold;
            if (tell)
            {
                NoticeStore.Add(NoticeOf(stored), work.Session);
            }
        }

        await work.Commit(ct);
        over.ForEach(name => logger.LogInformation("Feeds, {Place}: {Name}: this trouble is over", place, name));
        foreach (var trouble in troubles.Where(trouble => !known.ContainsKey(trouble.Name)))
        {
            logger.LogWarning("Feeds, {Place}: {Name}: {Problem}", place, trouble.Name, trouble.Problem);
        }

        if (isAll && areTold)
        {
            _last[place] = troubles;
        }
    }

    private static StoredTrouble New(string place, FeedTrouble trouble, DateTimeOffset now) => new()
    {
        Id = StoredTrouble.IdOf(place, trouble.Name), Place = place, Name = trouble.Name, Problem = trouble.Problem, Since = now,
    };

    /// <summary>One that ended and came again is told again.</summary>
    private static Notice NoticeOf(StoredTrouble trouble) => Notice.Of(
        trouble.Place == Server ? NoticeKind.SftpFaulted : NoticeKind.FileNotTaken,
        trouble.Place,
        OrderKey.Of($"trouble/{trouble.Place}/{trouble.Name}/{trouble.Since.Ticks}"),
        $"{trouble.Name}: {trouble.Problem}",
        trouble.Since);
}

/// <summary>Something that lies in the way of feeds: a file that is not taken, or what is wrong with the SFTP server.</summary>
/// <param name="Name">Of the file; at the server, what is concerned, such as <c>host key</c>. Fit for a log.</param>
/// <param name="Problem">What it is, and what to do. Free of secrets.</param>
/// <param name="Patience">For so long it may pass by itself before a person is told.</param>
internal sealed record FeedTrouble(string Name, string Problem, TimeSpan Patience = default);
