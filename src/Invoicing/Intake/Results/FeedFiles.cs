using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Intake.Parsing;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Intake.Results;

/// <summary>
/// What files of feeds hold of people: the files themselves, wherever they are on their way, and the answers of Retail Pro. Each may hold
/// orders of many people. Results hold none.
/// </summary>
internal sealed class FeedFiles(
    IDocumentStore store, IOptions<FeedSettings> options, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
    : IPersonalDataStore
{
    public const string File = "feed file";
    public const string Responses = "response file";

    /// <summary>Somebody who uploads slowly may still be writing to a file that has ended.</summary>
    private static readonly TimeSpan s_lately = TimeSpan.FromHours(1);

    private readonly FeedFolder? _folder = string.IsNullOrWhiteSpace(options.Value.Folder) ? null : new(options.Value.Folder);

    public async Task<IReadOnlyList<HeldItem>> Find(Person person, IReadOnlyList<string> orderNos, CancellationToken ct)
    {
        if (_folder is null)
        {
            return [];
        }

        if (!Directory.Exists(_folder.Incoming))
        {
            throw new PersonalDataAwayException(
                "files of feeds were not looked at, for Feeds:Folder is not to be found here: run the command where the folder is");
        }

        await using var session = store.QuerySession();
        var known = (await session.Connection!.Query(
            """
            select distinct f.data ->> 'storedName'
            from feed_lines l
            join mt_doc_feed f on f.id = l.feed_id
            where l.order_key = any ($1) and not f.data ? 'removedAt'
            """,
            row => row.GetString(0),
            ct,
            [orderNos.Select(OrderKey.Of).ToArray()])).ToHashSet();
        var items = new List<HeldItem>();
        foreach (var place in new[] { _folder.Incoming, _folder.Processing, _folder.Done, _folder.Rejected }.Where(Directory.Exists))
        {
            foreach (var file in new DirectoryInfo(place).GetFiles().Where(file => file.LinkTarget is null))
            {
                if (known.Contains(file.Name) || await IsNamedIn(person, file, ct))
                {
                    items.Add(new(File, Path.GetRelativePath(options.Value.Folder, file.FullName), Of(file)));
                }
            }
        }

        foreach (var (file, _) in _folder.ResponseFiles())
        {
            var lines = await LinesOf(file, line => line.IsOf(orderNos) || person.IsNamedIn(line.Text), ct);
            if (lines.Count > 0)
            {
                var content = Of(file);
                content["answers"] = new JsonArray([.. lines.Select(line => line.Json?.DeepClone())]);
                content["orderNos"] = new JsonArray([.. lines.Select(line => line.OrderNo).Distinct().Select(no => (JsonNode?)no)]);
                items.Add(new(Responses, Path.GetRelativePath(options.Value.Folder, file.FullName), content));
            }
        }

        return items;
    }

    public async Task<KeptItem?> Erase(HeldItem item, CancellationToken ct)
    {
        var file = new FileInfo(Path.Combine(options.Value.Folder, item.Name));
        return !file.Exists ? null : item.Kind == Responses ? await EraseAnswers(file, item, ct) : await Erase(file, ct);
    }

    private async Task<KeptItem?> Erase(FileInfo file, CancellationToken ct)
    {
        if (file.DirectoryName == Path.GetFullPath(_folder!.Incoming) || file.DirectoryName == Path.GetFullPath(_folder.Processing))
        {
            return new("it is not read to its end yet: ask again when it is");
        }

        await using var session = store.QuerySession();
        var feed = await session.Query<Feed>().SingleOrDefaultAsync(feed => feed.StoredName == file.Name, ct);
        var (ended, retention) = (feed?.FinishedAt ?? file.LastWriteTimeUtc, invoicing.Value.Retention);
        var until = DateOnly.FromDateTime(ended.UtcDateTime.AddDays(retention.Feeds));
        if (feed is not { State: FeedState.Done, SettledAt: not null } || feed.Outcomes.Keys.Any(FeedOutcome.IsNotTaken))
        {
            return new("it holds orders of others, too, that were not taken or are not finished, and may be the only copy of them", until);
        }

        if (clock.GetUtcNow() - ended < s_lately)
        {
            return new("it has ended within this hour, and may still be written to: ask again later", until);
        }

        file.Delete();
        return null;
    }

    /// <summary>Written anew without them: of a day that is over nothing is added to it any more.</summary>
    private async Task<KeptItem?> EraseAnswers(FileInfo file, HeldItem item, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var position = await session.LoadAsync<ResponsesPosition>(ResponsesPosition.Only, ct);
        var day = _folder!.ResponseFiles().First(response => response.File.Name == file.Name).Day;
        if (position is null || day >= position.Day)
        {
            return new(
                "answers are still added to it: ask again tomorrow",
                day.AddDays(invoicing.Value.Retention.Responses));
        }

        string[] orderNos = [.. item.Content["orderNos"]!.AsArray().Select(no => (string?)no).OfType<string>()];
        var aside = new FileInfo(Path.Combine(_folder.Responses, $".{file.Name}.tmp"));
        await using (var written = aside.Create())
        {
            await LinesOf(
                file,
                line =>
                {
                    if (line.IsOf(orderNos))
                    {
                        line.Json!.Remove("answer");
                        written.WriteLine(line.Json);
                    }
                    else
                    {
                        written.Write(Encoding.UTF8.GetBytes($"{line.Text}\n"));
                    }

                    return false;
                },
                ct);
            written.Flush(flushToDisk: true);
        }

        aside.MoveTo(file.FullName, overwrite: true);
        return null;
    }

    private static JsonObject Of(FileInfo file) => new() { ["bytes"] = file.Length, ["writtenAt"] = file.LastWriteTimeUtc };

    /// <summary>Unpacked, in whatever encoding. Of one that cannot be read nobody can tell.</summary>
    private static async Task<bool> IsNamedIn(Person person, FileInfo file, CancellationToken ct)
    {
        const int Block = 64 * 1024;
        try
        {
            await using var content = await FeedStream.Open(
                new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), ct);
            using var text = new StreamReader(content.Text);
            // What may stand astride two blocks is looked at with the second.
            var (buffer, kept) = (new char[Block + (4 * person.EscapedEmail.Length)], 0);
            while (await text.ReadBlockAsync(buffer.AsMemory(kept, Block), ct) is var count and > 0)
            {
                var read = buffer.AsMemory(0, kept + count);
                if (person.IsNamedIn(read.Span))
                {
                    return true;
                }

                kept = Math.Min(read.Length, 2 * person.EscapedEmail.Length);
                read[^kept..].CopyTo(buffer);
            }

            return false;
        }
        catch (Exception e) when (e is UnusableFeedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<List<AnswerLine>> LinesOf(FileInfo file, Func<AnswerLine, bool> which, CancellationToken ct)
    {
        using var text = new StreamReader(
            new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = new List<AnswerLine>();
        while (await text.ReadLineAsync(ct) is { } read)
        {
            if (AnswerLine.Of(read) is var line && which(line))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <param name="Json">Null: it is not whole.</param>
    private sealed record AnswerLine(string Text, JsonObject? Json)
    {
        public string? OrderNo => (string?)Json?["orderNo"];

        public static AnswerLine Of(string text)
        {
            try
            {
                return new(text, JsonNode.Parse(text) as JsonObject);
            }
            catch (System.Text.Json.JsonException)
            {
                return new(text, null);
            }
        }

        public bool IsOf(IReadOnlyList<string> orderNos) => OrderNo is { } orderNo && orderNos.Contains(orderNo);
    }
}
