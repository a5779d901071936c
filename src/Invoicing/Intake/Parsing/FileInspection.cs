using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Invoicing.Intake.HotWax;

namespace Invoicing.Intake.Parsing;

/// <summary>A feed file as one look at all of it has found it; its orders are read one by one, never the file as a whole.</summary>
/// <param name="Name">As it was uploaded.</param>
/// <param name="Sha256">Of the file as it stands.</param>
/// <param name="Csv">Null: it is JSON.</param>
/// <param name="List">Of a JSON file that is one object around its orders: the names that lead to them.</param>
internal sealed record FileInspection(string Path, string Name, string Sha256, CsvInspection? Csv, IReadOnlyList<string>? List)
{
    public IReadOnlyList<string> Remarks => Csv?.Remarks ?? [];

    /// <param name="further">Columns of CSV that mean something beside those of orders; null: none.</param>
    /// <exception cref="UnusableFeedException">It cannot be a file of orders.</exception>
    public static async Task<FileInspection> Of(
        string path, string name, CancellationToken ct, IReadOnlyList<CsvColumn>? further = null)
    {
        await using var file = Open(path);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        file.Position = 0;
        await using var content = await FeedStream.Open(file, ct);
        try
        {
            var (text, start) = await FeedStream.Peek(content.Text, StartOfText.Length, ct);
            return StartOfText.IsCsv(start, name)
                ? new(path, name, digest, await CsvInspection.Of(text, () => FeedStream.Open(Open(path), ct), further, ct), null)
                : new(path, name, digest, null, await OrderList.Find(text, ct));
        }
        finally
        {
            await CheckZip(content, ct);
        }
    }

    /// <param name="settings">Tell what form JSON has.</param>
    /// <param name="onRead">Takes how many bytes of the file were read.</param>
    public async IAsyncEnumerable<OrderText> Read(FeedSettings settings, Action<int> onRead, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var file = Open(Path);
        await using var content = await FeedStream.Open(file, ct);
        var (line, read) = (1L, 0L);
        var texts = Csv is not null
            ? Csv.Read(content, Name, ct)
            : OrderTexts.Read(content.Text, Name, List, ct).Select(text => HotWaxFeed.Translate(text, settings));
        await foreach (var text in texts)
        {
            line = text.Line;
            TellRead();
            yield return text;
        }

        TellRead();
        if (content.Damage is { } damage)
        {
            yield return OrderText.Unreadable($"{Name}:{line}", damage, line);
        }

        void TellRead()
        {
            var count = (int)Math.Min(file.Position - read, int.MaxValue);
            read += count;
            onRead(count);
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
            await content.Text.CopyToAsync(Stream.Null, ct);
        }

        if (content is { IsZip: true, Damage: not null })
        {
            throw new UnusableFeedException("it is a zip archive whose content is damaged: send it again");
        }
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        // Whoever uploads it may still be writing, and may still rename it.
        Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = StartOfText.Length,
    });
}

/// <summary>Tells by the first characters of a file what it is.</summary>
internal static partial class StartOfText
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
        return Array.Find(s_foreign, form => text.StartsWith(form.Start, StringComparison.OrdinalIgnoreCase)).Name is { } foreign
            ? throw new UnusableFeedException($"it is {foreign}: JSON, JSON Lines or CSV is expected")
            : text is not ['{' or '[', ..] && (NameOfCsv().IsMatch(name) || CsvHeader.IsIn(text));
    }

    [GeneratedRegex(@"\.(csv|tsv|tab)(\.(gz|zip))*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOfCsv();
}

/// <summary>A file of which nothing can be read.</summary>
/// <param name="problem">What it is, and what to do; continues a sentence that names the file.</param>
internal sealed class UnusableFeedException(string problem) : Exception(problem);
