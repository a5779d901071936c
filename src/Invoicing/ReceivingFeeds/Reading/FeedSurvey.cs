using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>What a first reading of a whole feed file has found.</summary>
/// <param name="Sha256">Of the file as it stands.</param>
/// <param name="IsCsv">Else JSON.</param>
/// <param name="UnknownColumns">Of a CSV file; nothing is read of them.</param>
/// <param name="Contradictions">Of a CSV file: orders with rows in two places that do not say the same, and the first lines of both.</param>
internal sealed record FeedSurvey(
    string Sha256, bool IsCsv, IReadOnlyList<string> UnknownColumns, IReadOnlyDictionary<Guid, (long First, long Other)> Contradictions)
{
    private const int Start = 64 * 1024;

    /// <param name="name">As it was uploaded.</param>
    /// <exception cref="UnusableFeedException">It cannot be a file of orders.</exception>
    public static async Task<FeedSurvey> Make(string path, string name, CancellationToken ct)
    {
        var digest = await DigestOf(path, ct);
        await using var content = await FeedStream.Open(Open(path), _ => { }, ct);
        var isCsv = await IsCsvFile(content, name, ct);
        return isCsv ? await OfCsv(path, digest, ct) : new FeedSurvey(digest, false, [], new Dictionary<Guid, (long, long)>());
    }

    internal static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        // Whoever uploads it may still be writing, and may still rename it.
        Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = Start,
    });

    private static async Task<string> DigestOf(string path, CancellationToken ct)
    {
        await using var file = Open(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    private static async Task<bool> IsCsvFile(FeedStream content, string name, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Start);
        var length = await content.ReadAtLeastAsync(buffer.AsMemory(0, Start), Start, throwOnEndOfStream: false, ct);
        var start = buffer.AsSpan(0, length);
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            throw new UnusableFeedException("it is a ZIP archive; gzip is the one that is understood");
        }

        var text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        ArrayPool<byte>.Shared.Return(buffer);
        return !text.StartsWith('{') && !text.StartsWith('[')
            && (WithoutArchive(name).EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
                || text.Split('\n')[0].Split(',', ';').Any(column => column.Trim(' ', '"', '\r').Equals("orderNo", StringComparison.OrdinalIgnoreCase)));
    }

    private static string WithoutArchive(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    /// <summary>
    /// An order whose rows stand in two places would come out as two contents of it, of which the later would replace the earlier and lose
    /// its items: so the whole file is looked through before anything is taken.
    /// </summary>
    private static async Task<FeedSurvey> OfCsv(string path, string digest, CancellationToken ct)
    {
        await using var content = await FeedStream.Open(Open(path), _ => { }, ct);
        using var orders = new CsvOrders(content);
        var columns = await orders.ReadColumns(ct);
        var seen = new Dictionary<Guid, (ulong Digest, int Line)>();
        var contradictions = new Dictionary<Guid, (long, long)>();
        await foreach (var order in orders.Read(columns, "", ct))
        {
            if (order.Key is not { } key)
            {
                continue;
            }

            var here = DigestOf(order.Text);
            if (!seen.TryAdd(key, (here, (int)order.Text.Line)) && seen[key].Digest != here)
            {
                contradictions.TryAdd(key, (seen[key].Line, order.Text.Line));
            }
        }

        return new FeedSurvey(digest, true, columns.Unknown, contradictions);
    }

    private static ulong DigestOf(OrderText order)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(order.Problem is null ? order.Json.Span : Encoding.UTF8.GetBytes(order.Problem), digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
