using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Invoicing.Harness;

/// <summary>The folder of the feeds of an installation, as those see it who put files into it and read the results.</summary>
internal sealed class Feeds(Installation installation)
{
    /// <summary>The statement after which what lies in the way has done so for an hour.</summary>
    public const string TroublesLast = """
        update mt_doc_feed_trouble
        set data = jsonb_set(data, '{since}', to_jsonb((data ->> 'since')::timestamptz - interval '61 minutes'))
        """;

    public string Folder => Path.Combine(installation.Folder, "feeds");

    /// <summary>For processes started from now on; with waits that suit tests.</summary>
    public void Use()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "incoming"));
        installation.Set(
            ("Feeds__Folder", Folder), ("Feeds__Interval", "00:00:00.200"), ("Feeds__StableFor", "00:00:00.500"), ("Feeds__CsvStableFor", "00:00:00.500"), ("Feeds__ResultsInterval", "00:00:00.500"));
    }

    /// <summary>Files are fetched from <c>out</c> under this folder, results and responses are put back into those beside it.</summary>
    public void FetchFrom(Sftp server, string remote, int? port = null)
    {
        foreach (var folder in new[] { "out", "results", "responses" })
        {
            Directory.CreateDirectory(Path.Combine(remote, folder));
        }

        installation.Set(
            ("Feeds__Sftp__Host", "127.0.0.1"), ("Feeds__Sftp__Port", $"{port ?? server.Port}"), ("Feeds__Sftp__User", Sftp
                .User), ("Feeds__Sftp__KeyFile", server.KeyFile),
            ("Feeds__Sftp__HostKey", server.HostKey), ("Feeds__Sftp__Folder", Path.Combine(
                remote,
                "out")), ("Feeds__Sftp__Interval", "00:00:00.500"),
            ("Feeds__Sftp__ResultsFolder", Path.Combine(remote, "results")), ("Feeds__Sftp__ResponsesFolder", Path.Combine(
                remote,
                "responses")));
    }

    public string In(string folder, string name) => Path.Combine(Folder, folder, name);

    /// <summary>Written aside and moved, so that it is whole at once.</summary>
    public Task Put(string name, string content) => Put(name, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), content);

    /// <summary>The same in another encoding, with its mark.</summary>
    public async Task Put(string name, Encoding encoding, string content)
    {
        var aside = In("incoming", $".{name}");
        await File.WriteAllTextAsync(aside, content, encoding);
        File.Move(aside, In("incoming", name));
    }

    public Task IsIn(string folder, string name) => Wait.Until(() => File.Exists(In(folder, name)), $"{name} is in {folder}");

    /// <summary>The same of a file that takes long: as long as something goes on.</summary>
    public Task WasRead(string name) => Wait.UntilNothingIsLeft(async () =>
        File.Exists(In("done", name)) ? [] : [$"{await installation.Database.Count("feed_lines")} entries of {name} are taken"]);

    /// <summary>Waits until so many entries are taken: as long as something goes on.</summary>
    public Task HaveTaken(long entries) => Wait.UntilNothingIsLeft(async () =>
        await installation.Database.Count("feed_lines") is var taken && taken >= entries ?
            [] :
            [$"{taken} of {entries} entries are taken"]);

    /// <summary>Waits until all orders of the file have ended; an object an entry.</summary>
    public async Task<IReadOnlyList<JsonElement>> Settled(string name)
    {
        await Wait.Until(
            async () => await installation.Database.Count($"mt_doc_feed where data ->> 'storedName' = '{name}' and settled_at is not null") == 1,
            $"all orders of {name} have ended");
        return Results(name);
    }

    /// <summary>As they are once the whole file was taken.</summary>
    public async Task<IReadOnlyList<JsonElement>> Taken(string name)
    {
        await Wait.Until(
            async () => await installation.Database.Count($"mt_doc_feed where data ->> 'storedName' = '{name}' and data ->> 'resultsAt' is not null") == 1,
            $"{name} was read and its results are written");
        return Results(name);
    }

    /// <summary>As they are once every entry is as is told.</summary>
    public async Task<IReadOnlyList<JsonElement>> Amended(string name, Func<JsonElement, bool> isAsItMustBe)
    {
        await Taken(name);
        await Wait.Until(() => Results(name).All(isAsItMustBe), $"the results of {name} tell the end of every order");
        return Results(name);
    }

    public IReadOnlyList<JsonElement> Results(string name) => ReadLines(In("results", name + ".jsonl"));

    public IReadOnlyList<JsonElement> Responses() =>
        [.. Directory.GetFiles(Path.Combine(Folder, "responses")).Order(StringComparer.Ordinal).SelectMany(ReadLines)];

    /// <summary>The statement that puts a feed into the database as a process that died might have left it.</summary>
    public static string Insert(long id, string name, long size, string state, long position = 0) => $$"""
        insert into mt_doc_feed (id, state, finished_at, data)
        select {{id}}, '{{state}}', finished_at, jsonb_build_object(
            'id', {{id}}, 'fileName', '{{name}}', 'storedName', '{{name}}', 'size', {{size}}, 'state', '{{state}}', 'position', {{position}},
            'outcomes', '{}'::jsonb, 'claimedAt', now(), 'finishedAt', finished_at)
        from (select case when '{{state}}' = 'Done' then now() end as finished_at) as ended
        """;

    public static byte[] Gzip(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return archive.ToArray();
    }

    private static IReadOnlyList<JsonElement> ReadLines(string file) =>
        [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)];
}
