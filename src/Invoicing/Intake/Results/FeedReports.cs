using Invoicing.Intake.Sftp;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Marten.Patching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Intake.Results;

/// <summary>Writes what became of orders, and the answers of Retail Pro, into the folder of the feeds; deletes old files.</summary>
internal sealed class FeedReports(
    FeedFolder folder,
    IDocumentStore store,
    IOptions<FeedSettings> options,
    IOptions<InvoicingSettings> invoicing,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<FeedReports> logger)
    : SingletonWorker(LockId, "Writing results and responses of feeds", store, postgres, logger)
{
    private const long LockId = 7_463_203;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_responses = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromHours(1);

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        folder.Create();
        var (results, responses) = (new ResultFiles(connection, folder), new ResponseFiles(connection, folder));
        (TimeSpan Every, Func<Task> Work)[] jobs =
        [
            (TimeSpan.Zero, () => results.WriteNew(ct)),
            (options.Value.ResultsInterval, () => results.Amend(ct)),
            (s_responses, () => responses.Append(ct)),
            (s_housekeeping, () => DeleteOld(connection, invoicing.Value.Retention, ct)),
        ];
        var begun = new long?[jobs.Length];
        while (true)
        {
            for (var job = 0; job < jobs.Length; job++)
            {
                if (begun[job] is not { } last || clock.GetElapsedTime(last) >= jobs[job].Every)
                {
                    begun[job] = clock.GetTimestamp();
                    await jobs[job].Work();
                }
            }

            Works();
            await Task.Delay(s_look < options.Value.ResultsInterval ? s_look : options.Value.ResultsInterval, clock, ct);
        }
    }

    /// <summary>
    /// Files of feeds that ended long ago, their results, and the responses of those days: they hold personal data. What is still to be
    /// put back to the SFTP server stays until it is there.
    /// </summary>
    private async Task DeleteOld(WorkerConnection connection, RetentionSettings retention, CancellationToken ct)
    {
        var now = await connection.Read(session => session.Now(ct), ct);
        var limit = now - TimeSpan.FromDays(retention.Feeds);
        var (results, responses) = (
            await Waiting(nameof(SftpSettings.ResultsFolder)), await Waiting(nameof(SftpSettings.ResponsesFolder)));
        foreach (var feed in await connection.Feeds(feed => feed.FinishedAt < limit && feed.RemovedAt == null, ct))
        {
            File.Delete(Path.Combine(folder.Done, feed.StoredName));
            File.Delete(Path.Combine(folder.Rejected, feed.StoredName));
            var result = new FileInfo(folder.ResultsOf(feed.StoredName));
            if (!result.Exists || !results(result))
            {
                result.Delete();
                await connection.Write(session => session.Patch<Feed>(feed.Id).Set(removed => removed.RemovedAt, now), ct);
            }
        }

        // Of feeds that the database has forgotten, for it was put back to an older state.
        foreach (var file in folder.DealtWith().Where(file => file.LastWriteTimeUtc < limit.UtcDateTime))
        {
            if (!await connection.Read(session => session.Query<Feed>().AnyAsync(feed => feed.StoredName == file.Name, ct), ct))
            {
                file.Delete();
            }
        }

        var oldest = DateOnly.FromDateTime((now - TimeSpan.FromDays(retention.Responses)).UtcDateTime);
        foreach (var (file, _) in folder.ResponseFiles().Where(response => response.Day < oldest && !responses(response.File)))
        {
            file.Delete();
        }

        async Task<Func<FileInfo, bool>> Waiting(string setting)
        {
            if (options.Value.Sftp.PutBack.FirstOrDefault(back => back.Setting == setting).Folder is not { } remote)
            {
                return _ => false;
            }

            var copies = await new RemoteFileStore(connection).Copies(remote, ct);
            return file => !copies.TryGetValue(file.Name, out var copied) || copied != FileStamp.Of(file);
        }
    }
}
