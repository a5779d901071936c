using System.Data;
using System.Text.Json;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary><c>results/NAME.jsonl</c>: a line for each entry of a feed, written anew until every order has ended.</summary>
internal sealed class ResultFiles(NpgsqlConnection connection, FeedFolder folder)
{
    // What the unfinished orders of a feed are like: as long as this does not change, its results file does not either.
    private const string UnfinishedSql = """
        select l.feed_id, count(*) || '/' || sum(o.version)
        from orders o
        join feed_lines l on l.order_key = o.id
        where o.state not in ('Completed', 'NothingToInvoice', 'Dismissed')
        group by l.feed_id
        """;

    private const string LinesSql = """
        select l.entry, l.line, l.order_no, l.outcome, l.detail,
               o.state, o.invoicing_store, c.document_no, c.done, o.version, case when o.state = 'Failed' then o.document end
        from feed_lines l
        left join orders o on o.id = l.order_key
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
            using var lines = new JsonLines();
            var any = false;
            while (await reader.ReadAsync(ct))
            {
                any = true;
                lines.Write(file, json => WriteEntry(json, reader));
            }

            if (!any && problem is not null)
            {
                lines.Write(file, json =>
                {
                    json.WriteString("outcome", "rejected");
                    json.WriteString("reason", problem);
                });
            }

            lines.FlushToDisk(file);
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

    private static void WriteEntry(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        json.WriteNumber("entry", reader.GetInt64(0));
        json.WriteNumber("line", reader.GetInt64(1));
        json.WriteString("orderNo", reader.Text(2));
        json.WriteString("outcome", reader.GetString(3));
        json.WriteString("reason", reader.Text(4));
        if (reader.Text(5) is { } state)
        {
            json.WriteString("result", ResultOf(Enum.Parse<OrderState>(state), anyCall: !reader.IsDBNull(8) && reader.GetBoolean(8)));
            json.WriteString("state", state);
            json.WriteString("store", reader.Text(6));
            json.WriteString("documentNo", reader.Text(7));
            var steps = reader.IsDBNull(10) ? [] : OrderStore.ReadRow(reader, 9, 10).Steps;
            if (steps.FirstOrDefault(step => step.Status == StepStatus.Failed) is { } failed)
            {
                json.WriteString("failureKind", failed.FailureKind.ToString());
                json.WriteString("message", failed.Message);
            }
        }
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
        (await connection.Query(UnfinishedSql, reader => (Id: reader.GetInt64(0), Like: reader.GetString(1)), ct))
        .ToDictionary(feed => feed.Id, feed => feed.Like);

    private Task<List<(long Id, string Name, string? Problem, string? Like)>> Feeds(string which, CancellationToken ct) => connection.Query(
        $"select id, stored_name, problem, results_like from feeds where settled_at is null and {which} order by id",
        reader => (reader.GetInt64(0), reader.GetString(1), reader.Text(2), reader.Text(3)),
        ct);
}
