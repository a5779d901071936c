using Invoicing.Intake.Troubles;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>Looks at the server now and then: fetches what is new, puts back what has changed, and keeps what is in the way of it.</summary>
internal sealed class SftpFeeds(
    FeedFolder folder,
    NoticeStore notices,
    IOptions<FeedSettings> options,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<SftpFeeds> logger)
    : SingletonWorker(LockId, "Fetching feeds", postgres, logger)
{
    private const long LockId = 7_463_204;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    // A user who is refused too often is locked out, and so may the address of this machine be.
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMinutes(10);

    private SftpSettings Settings => options.Value.Sftp;

    protected override async Task Work(NpgsqlConnection connection, CancellationToken ct)
    {
        folder.Create();
        var store = new RemoteFileStore(connection);
        await Fetching.Recover(folder, store, isStart: true, ct);
        var troubles = new FeedTroubles(connection, notices, logger);
        await troubles.ForgetOtherThan([TroublePlace.Server, .. Settings.Folders.Select(TroublePlace.On)], ct);
        var fetchings = Settings.Folders.Select(remote => new Fetching(remote, folder, store, options.Value, clock, logger)).ToList();
        var puttings = Settings.PutBack.Select(back => new PuttingBack(
            back.Setting, back.Folder, back.Setting == nameof(SftpSettings.ResultsFolder) ? folder.Results : folder.Responses, store, clock)).ToList();
        var failures = 0;
        while (true)
        {
            TimeSpan wait;
            try
            {
                fetchings.ForEach(fetching => fetching.HasProgressed = false);
                if (failures > 0)
                {
                    await Fetching.Recover(folder, store, isStart: false, ct);
                }

                await Look(fetchings, puttings, store, troubles, ct);
                failures = 0;
                wait = fetchings.Exists(fetching => fetching.SomeAreWaiting) && options.Value.StableFor < Settings.Interval
                    ? options.Value.StableFor : Settings.Interval;
            }
            catch (Exception e) when (IsOfTheWork(e, connection) && !ct.IsCancellationRequested)
            {
                var trouble = SftpFaultException.Of(e, Settings).Trouble;
                await troubles.Is(TroublePlace.Server, trouble, ct);
                failures = fetchings.Exists(fetching => fetching.HasProgressed) ? 1 : Math.Min(failures + 1, 10);
                wait = AfterFailure(trouble, failures);
            }

            Works();
            await Task.Delay(wait, clock, ct);
        }
    }

    private TimeSpan AfterFailure(FeedTrouble trouble, int failures)
    {
        if (trouble.Name is SftpFaultException.HostKey or SftpFaultException.SignIn)
        {
            return Settings.Interval > s_afterRefusal ? Settings.Interval : s_afterRefusal;
        }

        var again = s_again * Math.Pow(2, failures - 1);
        return again < Settings.Interval ? again : Settings.Interval;
    }

    private async Task Look(
        IReadOnlyList<Fetching> fetchings, IReadOnlyList<PuttingBack> puttings, RemoteFileStore store, FeedTroubles troubles, CancellationToken ct)
    {
        await using var connection = await SftpConnection.Open(Settings, ct);
        var ofServer = new List<FeedTrouble>();
        foreach (var fetching in fetchings)
        {
            try
            {
                await fetching.Look(connection, ct);
                await troubles.Are(TroublePlace.On(fetching.Folder), fetching.NotTaken, ct);
            }
            catch (SftpException e)
            {
                ofServer.Add(new(
                    $"folder {fetching.Folder}",
                    $"it cannot be listed ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:Folder, or let the user of Feeds:Sftp:User read it."));
            }
        }

        foreach (var putting in puttings)
        {
            await putting.PutChanged(connection, ct);
        }

        ofServer.AddRange(fetchings.Select(fetching => fetching.Stuck).Concat(puttings.Select(putting => putting.Trouble)).OfType<FeedTrouble>());
        await troubles.Are(TroublePlace.Server, ofServer, ct);
        await store.Looked($"{Settings.Server}, {string.Join(", ", Settings.Folders)}", fetchings.Sum(fetching => fetching.Waiting), ct);
    }
}
