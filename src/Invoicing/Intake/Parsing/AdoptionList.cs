using System.Runtime.CompilerServices;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Intake.Parsing;

/// <summary>An entry of a list of orders that were invoiced elsewhere.</summary>
/// <param name="Place">Where it stands, such as <c>invoiced.csv:17</c>.</param>
/// <param name="Problem">What keeps it from being read; follows its place.</param>
internal sealed record AdoptionEntry(string Place, AdoptedOrder? Order, string? Problem = null);

/// <summary>
/// Reads such a list, entry by entry: a file of orders as feeds take them, of which the number is enough, or plain text with a number a
/// line.
/// </summary>
internal static class AdoptionList
{
    public const int LongestDocumentNo = 100;

    /// <summary>By which names the invoice's number may be given.</summary>
    private static readonly CsvColumn[] s_documentNo = [new("documentNo", typeof(string)), new("invoiceNo", typeof(string))];

    /// <param name="onRead">Takes how many bytes of the file were read.</param>
    /// <exception cref="UnusableFeedException">It is no such file.</exception>
    public static async IAsyncEnumerable<AdoptionEntry> Read(
        string path, string name, FeedSettings settings, Action<int> onRead, [EnumeratorCancellation] CancellationToken ct)
    {
        var inspection = await IsPlain(path, name, ct) ? null : await FileInspection.Of(path, name, ct);
        if (inspection is { Csv: null })
        {
            await foreach (var text in inspection.Read(settings, onRead, ct))
            {
                yield return Of(text);
            }

            yield break;
        }

        await using var file = File.OpenRead(path);
        await using var content = await FeedStream.Open(file, ct);
        var (entries, last, read) = (inspection is null ? Lines(content, name, ct) : Rows(content, name, ct), (string?)null, 0L);
        await foreach (var entry in entries)
        {
            onRead((int)Math.Min(file.Position - read, int.MaxValue));
            read = file.Position;
            // The rows of an order's items.
            if (entry.Order is null || entry.Order.OrderNo != last)
            {
                yield return entry;
            }

            last = entry.Order?.OrderNo;
        }

        if (content.Damage is { } damage)
        {
            yield return new(name, null, damage);
        }
    }

    /// <summary>Of values that stand in no file.</summary>
    /// <returns>Either the order, or what is wrong with it; that begins with the field's name.</returns>
    public static (AdoptedOrder? Order, string? Problem) Of(string? orderNo, string? orderId, string? documentNo)
    {
        var (_, number, problem) = OrderNumber.Read(orderNo ?? "");
        var (id, document) = (TextOf(orderId), TextOf(documentNo));
        return problem.Length > 0 ? (null, $"{OrderNumber.Field} {problem}")
            : number.Contains('\uFFFD', StringComparison.Ordinal) ? (null, $"{OrderNumber.Field} has bytes that are no text in UTF-8")
            : id?.Any(char.IsControl) == true ? (null, $"orderId of order {number} contains a control character")
            : document?.Length > LongestDocumentNo || document?.Any(char.IsControl) == true
            ? (null, $"documentNo of order {number} is {document.Length} characters long or contains a control character: at most "
                + $"{LongestDocumentNo} are allowed")
            : (new AdoptedOrder(number, id, document), null);
    }

    /// <summary>Neither JSON nor columns with names.</summary>
    private static async Task<bool> IsPlain(string path, string name, CancellationToken ct)
    {
        await using var content = await FeedStream.Open(File.OpenRead(path), ct);
        var (_, start) = await FeedStream.Peek(content.Text, StartOfText.Length, ct);
        return !StartOfText.IsCsv(start, name) && start.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..];
    }

    private static async IAsyncEnumerable<AdoptionEntry> Lines(
        FeedStream content, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        using var lines = new StreamReader(content.Text, leaveOpen: true);
        for (var number = 1L; await lines.ReadLineAsync(ct) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            // Of several values it could not be told which is the number.
            var (order, problem) = line.Trim().IndexOfAny([',', ';', '\t', ' ', '|', '"']) >= 0
                ? (null, "is no order number alone: one a line is expected, or a first line that names columns, such as orderNo,documentNo")
                : Of(line, null, null);
            yield return new($"{name}:{number}", order, problem);
        }
    }

    private static async IAsyncEnumerable<AdoptionEntry> Rows(
        FeedStream content, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        using var rows = await CsvRows.Open(content.Text, null, s_documentNo, ct);
        var columns = Enumerable.Range(0, rows.Columns.Count).ToLookup(column => rows.Columns[column]?.Name);
        await foreach (var row in rows.Read(ct))
        {
            var (order, problem) = row.Problem is not null ? (null, row.Problem)
                : row.OrderNo is null ? (null, $"{CsvHeader.OrderNo} {row.NoNumber}")
                : Of(row.OrderNo, Value("orderId"), s_documentNo.Select(column => Value(column.Name)).FirstOrDefault(no => no is not null));
            yield return new($"{name}:{row.Line}", order, problem);

            string? Value(string column) => columns[column].Select(at => row.Values[at]).FirstOrDefault();
        }

        if (rows.Broken is { } broken)
        {
            yield return new($"{name}:{broken.Line}", null, broken.Problem);
        }
    }

    private static AdoptionEntry Of(OrderText text)
    {
        if (text.Problem is not null)
        {
            return new(text.Place, null, text.Problem);
        }

        using var json = JsonDocument.Parse(text.Json);
        if (!OrderNumber.TryRead(json.RootElement, out _, out var orderNo, out var problem))
        {
            return new(text.Place, null, NoOrder.Told(json.RootElement, problem));
        }

        if (UpdateKinds.Of(json.RootElement) is { } kind)
        {
            return new(text.Place, null, $"is a message {kind} of order {orderNo}, and no order");
        }

        var faults = new List<ValidationError>();
        var fields = new JsonFields(json.RootElement, "", faults);
        var (order, wrong) = Of(
            orderNo,
            fields.Identifier("orderId"),
            s_documentNo.Select(column => fields.Code(column.Name, orNumber: true)).FirstOrDefault(no => no is not null));
        return faults.Count > 0 ? new(text.Place, null, string.Join("; ", faults)) : new(text.Place, order, wrong);
    }

    private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : TextNormal.Of(text);
}
