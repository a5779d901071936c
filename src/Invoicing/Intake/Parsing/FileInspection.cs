using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Invoicing.Intake.HotWax;

namespace Invoicing.Intake.Parsing;

/// <summary>A feed file as one look at all of it has found it; its orders are read one by one, never the file as a whole.</summary>
/// <param name="Name">As it was uploaded.</param>
/// <param name="Sha256">Of the file as it stands.</param>
/// <param name="Csv">Null: it is JSON.</param>
/// <param name="List">Of a JSON file that is one object around its orders: the names that lead to them.</param>
internal sealed record FileInspection(string Path, string Name, string Sha256, CsvInspection? Csv, IReadOnlyList<string>? List)
{
    /// <summary>What whoever sends the file should know.</summary>
    public IReadOnlyList<string> Remarks => Csv?.Remarks ?? [];

    /// <param name="name">As it was uploaded.</param>
    /// <exception cref="UnusableFeedException">It cannot be a file of orders.</exception>
    public static async Task<FileInspection> Of(string path, string name, CancellationToken ct)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = Open(path);
        await using var content = await FeedStream.Open(file, digest.AppendData, ct);
        var (csv, list) = await LookAt(content, path, name, ct);
        return new(path, name, await DigestOf(file, content.IsZip ? null : digest, ct), csv, list);
    }

    /// <param name="settings">Tell what form JSON has.</param>
    /// <param name="onRead">Takes how many bytes of the file were read.</param>
    public async IAsyncEnumerable<OrderText> Read(FeedSettings settings, Action<int> onRead, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var content = await FeedStream.Open(Open(Path), bytes => onRead(bytes.Length), ct);
        var line = 1L;
        var texts = Csv is not null
            ? Csv.Read(content, Name, ct)
            : HotWaxFeed.Translate(OrderTexts.Read(content, Name, List, ct), settings, ct);
        await foreach (var text in texts)
        {
            line = text.Line;
            yield return text;
        }

        if (content.Damage is { } damage)
        {
            yield return OrderText.Unreadable($"{Name}:{line}", damage, line);
        }
    }

    private static async Task<(CsvInspection? Csv, IReadOnlyList<string>? List)> LookAt(
        FeedStream content, string path, string name, CancellationToken ct)
    {
        try
        {
            var start = await PeekedStream.Of(content, StartOfText.Length, ct);
            return StartOfText.IsCsv(start.Start, name)
                ? (await CsvInspection.Of(start, () => FeedStream.Open(Open(path), _ => { }, ct), ct), null)
                : (null, await OrderList.Find(start, ct));
        }
        finally
        {
            await CheckZip(content, ct);
        }
    }

    /// <summary>
    /// Only at its end it is known whether all of a zip archive is as it was packed: nothing is taken before that. Whatever else is wrong
    /// with its content, the damage is the cause.
    /// </summary>
    private static async Task CheckZip(FeedStream content, CancellationToken ct)
    {
        if (content.IsZip)
        {
            await content.CopyToAsync(Stream.Null, ct);
        }

        if (content is { IsZip: true, Damage: not null })
        {
            throw new UnusableFeedException("it is a zip archive whose content is damaged: send it again");
        }
    }

    /// <param name="begun">Of what was read of the file in order; null: of nothing.</param>
    private static async Task<string> DigestOf(FileStream file, IncrementalHash? begun, CancellationToken ct)
    {
        if (begun is null)
        {
            file.Position = 0;
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        }

        // What looking at the content has left of the file.
        var buffer = new byte[StartOfText.Length];
        while (await file.ReadAsync(buffer, ct) is var count and > 0)
        {
            begun.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(begun.GetHashAndReset());
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        // Whoever uploads it may still be writing, and may still rename it.
        Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = StartOfText.Length,
    });
}

/// <summary>Tells by the first characters of a file what it is.</summary>
internal static class StartOfText
{
    public const int Length = 64 * 1024;

    private static readonly (string Start, string Name)[] s_foreign =
    [
        ("<!doctype html", "an HTML page, such as the login or error page of the server that it was fetched from"),
        ("<html", "an HTML page, such as the login or error page of the server that it was fetched from"),
        ("<", "XML"),
        ("UNA:", "EDIFACT"),
        ("UNB+", "EDIFACT"),
        ("ISA*", "EDI (X12)"),
        ("EDI_DC40", "an IDoc of SAP"),
        ("{\\rtf", "a document (RTF)"),
        ("---\n", "YAML"),
        ("---\r", "YAML"),
        ("\u001E", "a JSON text sequence (RFC 7464)"),
    ];

    /// <param name="start">Of the unpacked file, in UTF-8.</param>
    /// <param name="name">As it was uploaded.</param>
    /// <returns>Whether it is CSV; else it may be JSON.</returns>
    /// <exception cref="UnusableFeedException">It is neither.</exception>
    public static bool IsCsv(ReadOnlySpan<byte> start, string name)
    {
        if (start.Length > 0 && !start.ContainsAnyExcept((byte)0))
        {
            throw new UnusableFeedException(
                "it begins with nothing but NUL bytes, as a file does that was never written to its end: send it again");
        }

        var text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return ForeignForm(text) is { } foreign
            ? throw new UnusableFeedException($"it is {foreign}: JSON, JSON Lines or CSV is expected")
            : text is not ['{' or '[', ..] && (IsCalledCsv(name) || CsvHeader.IsIn(text));
    }

    private static bool IsCalledCsv(string name) =>
        new[] { ".csv", ".tsv", ".tab" }.Any(ending => WithoutArchive(name).EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string WithoutArchive(string name)
    {
        while (Path.GetExtension(name).ToUpperInvariant() is ".GZ" or ".ZIP")
        {
            name = Path.GetFileNameWithoutExtension(name);
        }

        return name;
    }

    private static string? ForeignForm(string text) =>
        Array.Find(s_foreign, foreign => text.StartsWith(foreign.Start, StringComparison.OrdinalIgnoreCase)).Name;
}

/// <summary>A file of which nothing can be read.</summary>
/// <param name="problem">What it is, and what to do; continues a sentence that names the file.</param>
internal sealed class UnusableFeedException(string problem) : Exception(problem);
