using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>Looks at the server now and then: fetches what is new, puts back what has changed, and notes what is in the way.</summary>
internal sealed class SftpFeeds(
    FeedFolder folder,
    IDocumentStore store,
    IOptions<FeedSettings> options,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<SftpFeeds> logger)
    : SingletonWorker(LockId, "Fetching feeds", store, postgres, logger)
{
    private const long LockId = 7_463_204;

    // A user who is refused too often is locked out, and so may the address of this machine be.
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMinutes(10);

    private SftpSettings Settings => options.Value.Sftp;

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        folder.Create();
        var files = new RemoteFileStore(connection);
        await Fetching.Recover(folder, files, isStart: true, ct);
        var troubles = new FeedTroubles(connection, logger);
        await troubles.ForgetOtherThan([FeedTroubles.Server, .. Settings.Folders.Select(FeedTroubles.PlaceOn)], ct);
        var fetchings = Settings.Folders.Select(remote => new Fetching(remote, folder, files, options.Value, clock, logger)).ToList();
        var puttings = Settings.PutBack.Select(back =>
        {
            var local = back.Setting == nameof(SftpSettings.ResultsFolder) ? folder.Results : folder.Responses;
            return new PuttingBack(back.Setting, back.Folder, local, files, clock);
        }).ToList();
        var failures = 0;
        while (true)
        {
            TimeSpan wait;
            try
            {
                fetchings.ForEach(fetching => fetching.HasProgressed = false);
                if (failures > 0)
                {
                    await Fetching.Recover(folder, files, isStart: false, ct);
                }

                await Look(fetchings, puttings, files, troubles, ct);
                failures = 0;
                wait = fetchings.Exists(fetching => fetching.SomeAreWaiting) && options.Value.StableFor < Settings.Interval
                    ? options.Value.StableFor : Settings.Interval;
            }
            catch (Exception e) when (IsOfTheWork(e, connection) && !ct.IsCancellationRequested)
            {
                var trouble = SftpFaultException.Of(e, Settings).Trouble;
                await troubles.Is(FeedTroubles.Server, trouble, ct);
                failures = fetchings.Exists(fetching => fetching.HasProgressed) ? 1 : Math.Min(failures + 1, 10);
                wait = AfterFailure(trouble, failures);
            }

            Works();
            await Task.Delay(wait, clock, ct);
        }
    }

    private TimeSpan AfterFailure(FeedTrouble trouble, int failures) =>
        trouble.Name is SftpFaultException.HostKey or SftpFaultException.SignIn
            ? new[] { Settings.Interval, s_afterRefusal }.Max()
            : new[] { Settings.Interval, TimeSpan.FromSeconds(Math.Pow(2, failures - 1)) }.Min();

    private async Task Look(
        List<Fetching> fetchings, List<PuttingBack> puttings, RemoteFileStore files, FeedTroubles troubles, CancellationToken ct)
    {
        await using var connection = await SftpConnection.Open(Settings, ct);
        var ofServer = new List<FeedTrouble>();
        foreach (var fetching in fetchings)
        {
            try
            {
                await fetching.Look(connection, ct);
                await troubles.Are(FeedTroubles.PlaceOn(fetching.Remote), fetching.NotTaken, ct);
            }
            catch (SftpException e)
            {
                ofServer.Add(new(
                    $"folder {fetching.Remote}",
                    $"it cannot be listed ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:Folder, " +
                    "or let the user of Feeds:Sftp:User read it."));
            }
        }

        foreach (var putting in puttings)
        {
            await putting.PutChanged(connection, ct);
        }

        ofServer.AddRange(fetchings.Select(fetching => fetching.Trouble).OfType<FeedTrouble>());
        ofServer.AddRange(puttings.Select(putting => putting.Trouble).OfType<FeedTrouble>());
        await troubles.Are(FeedTroubles.Server, ofServer, ct);
        await files.Looked($"{Settings.Server}, {string.Join(", ", Settings.Folders)}", fetchings.Sum(fetching => fetching.Waiting), ct);
    }
}
