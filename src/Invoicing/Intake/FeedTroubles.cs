using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Intake;

/// <summary>
/// Keeps what lies in the way of feeds, for people to see, and tells of each once: in the log when it begins and ends, by a notice when it
/// does not pass. Written on the connection that holds the right to the work.
/// </summary>
internal sealed partial class FeedTroubles(NpgsqlConnection connection, NoticeStore notices, ILogger logger)
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
        string[] names = [.. all.Select(trouble => trouble.Name)];
        const string Over = "delete from feed_troubles where place = $1 and name <> all ($2) returning name";
        foreach (var name in await connection.Query(Over, reader => reader.GetString(0), ct, place, names))
        {
            LogOver(place, name);
        }

        if (await Add(place, all, ct))
        {
            _last[place] = all;
        }
    }

    /// <summary>This one is there now, whatever has become of the others.</summary>
    public Task Is(string place, FeedTrouble trouble, CancellationToken ct)
    {
        _last.Remove(place);
        return Add(place, Clean([trouble]), ct);
    }

    /// <summary>What was in the way of fetching from other folders than these: nobody looks there any more.</summary>
    public async Task ForgetOtherThan(string[] places, CancellationToken ct)
    {
        await connection.Execute("delete from feed_troubles where place like 'sftp%' and place <> all ($1)", ct, (object)places);
        await connection.Execute("delete from sftp_looks where cardinality($1::text[]) = 0", ct, (object)places);
    }

    /// <summary>Whether it is there for so long already.</summary>
    public async Task<bool> HasLasted(string place, string name, TimeSpan time, CancellationToken ct) => await connection.Scalar(
        "select now() - since >= $3 from feed_troubles where place = $1 and name = $2", ct, place, name, time) is true;

    private static IReadOnlyList<FeedTrouble> Clean(IEnumerable<FeedTrouble> troubles) =>
    [
        .. troubles.Select(trouble => trouble with { Name = TextSanitizer.Line(trouble.Name, LongestName) })
            .DistinctBy(trouble => trouble.Name).OrderBy(trouble => trouble.Name, StringComparer.Ordinal),
    ];

    /// <returns>Whether all of them are told.</returns>
    private async Task<bool> Add(string place, IReadOnlyList<FeedTrouble> troubles, CancellationToken ct)
    {
        var areTold = true;
        foreach (var trouble in troubles)
        {
            var stored = await connection.Query("""
                insert into feed_troubles (place, name, problem)
                values ($1, $2, $3)
                on conflict (place, name) do update set problem = excluded.problem
                returning since, is_told, now() - since, xmax = 0
                """,
                reader => (reader.GetFieldValue<DateTimeOffset>(0), reader.GetBoolean(1), reader.GetTimeSpan(2), reader.GetBoolean(3)),
                ct, place, trouble.Name, trouble.Problem);
            var (since, isTold, age, isNew) = stored.Single();
            if (isNew)
            {
                LogNew(place, trouble.Name, trouble.Problem);
            }

            if (!isTold && age >= trouble.Patience)
            {
                await Tell(place, trouble, since, ct);
            }
            else
            {
                areTold &= isTold;
            }
        }

        return areTold;
    }

    private async Task Tell(string place, FeedTrouble trouble, DateTimeOffset since, CancellationToken ct)
    {
        var kind = place == Server ? NoticeKind.SftpFaulted : NoticeKind.FileNotTaken;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One that ended and came again is told again.
        var id = OrderKey.Of($"trouble/{place}/{trouble.Name}/{since.Ticks}");
        await notices.Add(Notice.Of(kind, place, id, $"{trouble.Name}: {trouble.Problem}", since), connection, ct);
        await connection.Execute("update feed_troubles set is_told = true where place = $1 and name = $2", ct, place, trouble.Name);
        await transaction.CommitAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feeds, {Place}: {Name}: {Problem}")]
    private partial void LogNew(string place, string name, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feeds, {Place}: {Name}: this trouble is over")]
    private partial void LogOver(string place, string name);
}

/// <summary>Something that lies in the way of feeds: a file that is not taken, or what is wrong with the SFTP server.</summary>
/// <param name="Name">Of the file; at the server, what is concerned, such as <c>host key</c>. Fit for a log.</param>
/// <param name="Problem">What it is, and what to do. Free of secrets.</param>
/// <param name="Patience">For so long it may pass by itself before a person is told.</param>
internal sealed record FeedTrouble(string Name, string Problem, TimeSpan Patience = default);
