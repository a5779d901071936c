using System.Security.Cryptography;

namespace Invoicing.Intake.Parsing;

/// <summary>What a first reading of a whole feed file has found.</summary>
/// <param name="Sha256">Of the file as it stands.</param>
/// <param name="Csv">Null: it is JSON.</param>
/// <param name="List">Of a JSON file that is one object around its orders: the names that lead to them.</param>
internal sealed record FeedSurvey(string Sha256, CsvSurvey? Csv, IReadOnlyList<string>? List)
{
    /// <summary>What whoever sends the file should know.</summary>
    public IReadOnlyList<string> Remarks => Csv?.Remarks ?? [];

    /// <param name="name">As it was uploaded.</param>
    /// <exception cref="UnusableFeedException">It cannot be a file of orders.</exception>
    public static async Task<FeedSurvey> Make(string path, string name, CancellationToken ct)
    {
        var digest = await DigestOf(path, ct);
        await CheckZip(path, ct);
        await using var content = await OpenContent(path, ct);
        var start = await PeekedStream.Of(content, StartOfText.Length, ct);
        return StartOfText.IsCsv(start.Start, name)
            ? new FeedSurvey(digest, await CsvSurvey.Make(() => OpenContent(path, ct), ct), null)
            : new FeedSurvey(digest, null, await OrderList.Find(start, ct));
    }

    /// <summary>Only at its end it is known whether all of it is as it was packed: nothing is taken before that.</summary>
    private static async Task CheckZip(string path, CancellationToken ct)
    {
        await using var content = await OpenContent(path, ct);
        if (content.IsZip)
        {
            await content.CopyToAsync(Stream.Null, ct);
        }

        if (content is { IsZip: true, Damage: not null })
        {
            throw new UnusableFeedException("it is a zip archive whose content is damaged: send it again");
        }
    }

    internal static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        // Whoever uploads it may still be writing, and may still rename it.
        Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = StartOfText.Length,
    });

    private static Task<FeedStream> OpenContent(string path, CancellationToken ct) => FeedStream.Open(Open(path), _ => { }, ct);

    private static async Task<string> DigestOf(string path, CancellationToken ct)
    {
        await using var file = Open(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }
}
