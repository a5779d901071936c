using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Marten.Patching;

namespace Invoicing.Intake.Results;

/// <summary><c>results/NAME.jsonl</c>: a line for each entry of a feed, written anew until every order has ended.</summary>
internal sealed class ResultFiles(WorkerConnection connection, FeedFolder folder)
{
    /// <summary>Those of feeds that have just ended.</summary>
    public async Task WriteNew(CancellationToken ct)
    {
        foreach (var feed in await connection.Feeds(
            feed => feed.SettledAt == null && feed.FinishedAt != null && feed.ResultsAt == null, ct))
        {
            await Write(feed, ct);
        }
    }

    /// <summary>Those whose orders have changed since.</summary>
    public async Task Amend(CancellationToken ct)
    {
        var feeds = await connection.Feeds(feed => feed.SettledAt == null && feed.ResultsAt != null && feed.RemovedAt == null, ct);
        if (feeds.Count == 0)
        {
            return;
        }

        var unfinished = await connection.Read(session => session.UnfinishedOrders(ct), ct);
        foreach (var feed in feeds.Where(feed => unfinished.GetValueOrDefault(feed.Id) != feed.ResultsLike))
        {
            await Write(feed, ct);
        }
    }

    private async Task Write(Feed feed, CancellationToken ct)
    {
        var aside = Path.Combine(folder.Results, $".{feed.Id}.tmp");
        string? like;
        // One look at the database for all: what is written must be what is noted.
        await using (var look = await connection.Begin(ct, IsolationLevel.RepeatableRead))
        {
            like = (await look.Session.UnfinishedOrders(ct)).GetValueOrDefault(feed.Id);
            await using var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
            var any = false;
            await foreach (var result in look.Session.Results(feed.Id, ct))
            {
                any = true;
                file.WriteLine(EntryOf(result));
            }

            if (!any && feed.Problem is not null)
            {
                file.WriteLine(new() { ["outcome"] = "rejected", ["reason"] = feed.Problem });
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(aside, folder.ResultsOf(feed.StoredName), overwrite: true);
        await using var work = await connection.Begin(ct);
        var now = await work.Session.Now(ct);
        // Unless it was taken up again meanwhile.
        work.Session.Patch<Feed>(written => written.Id == feed.Id && written.FinishedAt != null)
            .Set(written => written.ResultsAt, now)
            .Set(written => written.ResultsLike, like)
            .Set(written => written.SettledAt, like is null ? now : null);
        await work.Commit(ct);
    }

    private static JsonObject EntryOf(FeedResult result)
    {
        var entry = new JsonObject
        {
            ["entry"] = result.Line.Entry,
            ["line"] = result.Line.Line,
            ["orderNo"] = result.Line.OrderNo,
            ["outcome"] = result.Line.Outcome,
            ["reason"] = result.Line.Detail,
        };
        if (result.State is not { } state)
        {
            return entry;
        }

        entry["result"] = ResultOf(state, result.AnyCall);
        entry["state"] = state.ToString();
        entry["store"] = result.Store;
        entry["documentNo"] = result.DocumentNo;
        if (result.Failed?.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed) is { } failed)
        {
            entry["failureKind"] = failed.FailureKind.ToString();
            entry["message"] = failed.Message;
        }

        return entry;
    }

    private static string ResultOf(OrderState state, bool anyCall) => state switch
    {
        OrderState.Completed when anyCall => "accepted by Retail Pro",
        OrderState.Completed => "nothing to send",
        OrderState.Failed => "failed",
        OrderState.Held => "held",
        OrderState.NothingToInvoice => "nothing to invoice",
        OrderState.Dismissed => "dismissed",
        _ => "under way",
    };
}

internal static class JsonLines
{
    public static void WriteLine(this FileStream file, JsonObject line)
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes(line, JsonText.AsItIs));
        file.Write("\n"u8);
    }
}
