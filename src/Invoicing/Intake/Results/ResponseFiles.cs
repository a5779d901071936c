using System.Globalization;
using System.Text.Json.Nodes;
using Invoicing.Storage;
using Marten;

namespace Invoicing.Intake.Results;

/// <summary>
/// <c>responses/DAY.jsonl</c>: every answer of Retail Pro, once. The database knows the first transaction whose answers are still to be
/// written, and how long the last file was then; what a crash has left behind it is cut off.
/// </summary>
internal sealed class ResponseFiles(WorkerConnection connection, FeedFolder folder)
{
    private static readonly string[] s_told =
        ["operation", "number", "attempt", "startedAt", "elapsedMs", "status", "outcome", "message", "answer"];

    public async Task Append(CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        var start = await work.Session.LoadAsync<ResponsesPosition>(ResponsesPosition.Only, ct);
        var end = await work.Session.OldestOpenTransaction(ct);
        if (start is null)
        {
            // At the very first: answers of before are not written.
            var now = await work.Session.Now(ct);
            work.Session.Insert(new ResponsesPosition { Xid = end, At = now, Day = DateOnly.FromDateTime(now.UtcDateTime) });
        }
        else if (start.Xid > end)
        {
            await work.Session.RenumberAnswers(start, ct);
            work.Session.Update(start with { Xid = 1 });
        }
        else if (await Write(work.Session, start, end, ct) is { } written)
        {
            work.Session.Update(written);
        }

        await work.Commit(ct);
    }

    /// <returns>How far they are written now; null: nothing is new.</returns>
    private async Task<ResponsesPosition?> Write(IQuerySession session, ResponsesPosition start, long end, CancellationToken ct)
    {
        var (last, current) = ((DateTimeOffset?)null, start.Day);
        var file = OpenAt(current, start.Length);
        try
        {
            await foreach (var answer in session.Answers(start.Xid, end, ct))
            {
                // One that began before midnight and ended after another goes to the day of that.
                if (DateOnly.FromDateTime(answer.At.UtcDateTime) is var day && day > current)
                {
                    file.Flush(flushToDisk: true);
                    await file.DisposeAsync();
                    // Nothing of this day is noted yet: what is there, a crash has left.
                    (file, current) = (OpenAt(day, 0), day);
                }

                file.WriteLine(LineOf(answer));
                last = answer.At;
            }

            file.Flush(flushToDisk: true);
            return last is not { } at ? null
                : start with { Xid = end, At = at > start.At ? at : start.At, Day = current, Length = file.Length };
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private static JsonObject LineOf(CallAnswer told)
    {
        var details = JsonNode.Parse(told.Details)!.AsObject();
        var answer = new JsonObject
        {
            ["at"] = told.At.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), ["orderNo"] = told.OrderNo,
        };
        foreach (var name in s_told.Where(details.ContainsKey))
        {
            answer[name] = details[name]?.DeepClone();
        }

        return answer;
    }

    private FileStream OpenAt(DateOnly day, long length)
    {
        var path = Path.Combine(folder.Responses, $"{day:yyyy-MM-dd}.jsonl");
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 64 * 1024);
        // Shorter only if somebody has deleted or cut it.
        file.SetLength(Math.Min(file.Length, length));
        file.Position = file.Length;
        return file;
    }
}
