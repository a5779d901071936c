using System.Data;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary><c>results/NAME.jsonl</c>: a line for each entry of a feed, written anew until every order has ended.</summary>
internal sealed class ResultFiles(NpgsqlConnection connection, FeedFolder folder)
{
    // What the unfinished orders of a feed are like: as long as this does not change, its results file does not either.
    private const string UnfinishedSql = """
        select l.feed_id, count(*) || '/' || sum(o.mt_version)
        from mt_doc_order o
        join feed_lines l on l.order_key = o.id
        where not o.is_finished
        group by l.feed_id
        """;

    private const string LinesSql = """
        select l.entry, l.line, l.order_no, l.outcome, l.detail,
               o.state, o.invoicing_store, c.document_no, c.done, o.mt_version, case when o.state = 'Failed' then o.data end
        from feed_lines l
        left join mt_doc_order o on o.id = l.order_key
        left join lateral (
            select max(document_no) filter (where step = 'invoice') as document_no, bool_or(state = 'done') as done
            from calls
            where order_id = o.id
        ) c on o.id is not null
        where l.feed_id = $1
        order by l.entry
        """;

    /// <summary>Those of feeds that have just ended.</summary>
    public async Task WriteNew(CancellationToken ct)
    {
        foreach (var (id, name, problem, _) in await Feeds("finished_at is not null and results_at is null", ct))
        {
            await Write(id, name, problem, ct);
        }
    }

    /// <summary>Those whose orders have changed since.</summary>
    public async Task Amend(CancellationToken ct)
    {
        var feeds = await Feeds("results_at is not null and settled_at is null and removed_at is null", ct);
        if (feeds.Count == 0)
        {
            return;
        }

        var unfinished = await Unfinished(ct);
        foreach (var (id, name, problem, like) in feeds.Where(feed => unfinished.GetValueOrDefault(feed.Id) != feed.Like))
        {
            await Write(id, name, problem, ct);
        }
    }

    private async Task Write(long id, string name, string? problem, CancellationToken ct)
    {
        var path = folder.ResultsOf(name);
        var aside = Path.Combine(folder.Results, $".{id}.tmp");
        string? like;
        // One look at the database for all: what is written must be what is noted.
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct))
        {
            like = (await Unfinished(ct)).GetValueOrDefault(id);
            await using var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
            await using var command = connection.Command(LinesSql, id);
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync(ct);
            var any = false;
            while (await reader.ReadAsync(ct))
            {
                any = true;
                file.WriteLine(EntryOf(reader));
            }

            if (!any && problem is not null)
            {
                file.WriteLine(new() { ["outcome"] = "rejected", ["reason"] = problem });
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        await connection.Execute("""
            update feeds
            set results_at   = now(),
                results_like = $2,
                settled_at   = case when $2::text is null then now() end
            where id = $1 and finished_at is not null
            """, ct, id, like);
    }

    private static JsonObject EntryOf(NpgsqlDataReader reader)
    {
        var entry = new JsonObject
        {
            ["entry"] = reader.GetInt64(0),
            ["line"] = reader.GetInt64(1),
            ["orderNo"] = reader.Text(2),
            ["outcome"] = reader.GetString(3),
            ["reason"] = reader.Text(4),
        };
        if (reader.Text(5) is not { } state)
        {
            return entry;
        }

        entry["result"] = ResultOf(Enum.Parse<OrderState>(state), anyCall: !reader.IsDBNull(8) && reader.GetBoolean(8));
        entry["state"] = state;
        entry["store"] = reader.Text(6);
        entry["documentNo"] = reader.Text(7);
        var steps = reader.IsDBNull(10) ? [] : OrderStore.ReadRow(reader, 9, 10).Steps;
        if (steps.FirstOrDefault(step => step.Status == StepStatus.Failed) is { } failed)
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

    private async Task<Dictionary<long, string>> Unfinished(CancellationToken ct) =>
        new(await connection.Query(UnfinishedSql, reader => KeyValuePair.Create(reader.GetInt64(0), reader.GetString(1)), ct));

    private Task<List<(long Id, string Name, string? Problem, string? Like)>> Feeds(string which, CancellationToken ct) => connection.Query(
        $"select id, stored_name, problem, results_like from feeds where settled_at is null and {which} order by id",
        reader => (reader.GetInt64(0), reader.GetString(1), reader.Text(2), reader.Text(3)),
        ct);
}

/// <summary>JSON Lines: an object a line.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteLine(this FileStream file, JsonObject line)
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes(line, s_json));
        file.Write("\n"u8);
    }
}
