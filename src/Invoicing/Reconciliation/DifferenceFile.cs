using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Reconciliation;

/// <summary>All differences of a reconciliation as CSV for spreadsheets or as JSON, written as they are read: any number of them.</summary>
internal sealed class DifferenceFile(ReconciliationStore reports)
{
    private const int Page = 1000;

    private static readonly string[] s_head =
        ["cause", "order", "omsId", "channel", "store", "step", "amount", "currency", "since", "what", "toDo"];

    public async Task WriteCsv(Stream output, Guid id, DifferenceKind? kind, CancellationToken ct)
    {
        // Values that a spreadsheet would take for a formula are guarded.
        await using var csv = CsvWriter.Create(output, new() { Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync(s_head, ct);
        await foreach (var row in Rows(id, kind, ct))
        {
            await csv.WriteRecordAsync(
                [
                    row.Kind.ToString(), row.OrderNo ?? "", row.OrderId ?? "", row.Channel ?? "", row.Store ?? "", row.Step ?? "",
                    row.Amount?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "", row.Currency ?? "",
                    row.Since is { } since ? IsoTime.Text(since) : "", row.Text, row.ToDo.Replace("`", "", StringComparison.Ordinal),
                ],
                ct);
        }

        await csv.FlushAsync(ct);
    }

    /// <summary>An array of them.</summary>
    public async Task WriteJson(TextWriter output, Guid id, JsonSerializerOptions form, CancellationToken ct)
    {
        var separator = "[";
        await foreach (var row in Rows(id, null, ct))
        {
            await output.WriteAsync(separator + "\n" + JsonSerializer.Serialize(row, form));
            separator = ",";
        }

        await output.WriteAsync(separator == "[" ? "[]" : "\n]");
    }

    private async IAsyncEnumerable<ReconciledRow> Rows(
        Guid id, DifferenceKind? kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var last = 0L;
        while (await reports.Rows(id, kind, last, Page, ct) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                yield return row.Row;
            }

            last = page[^1].Nr;
        }
    }
}
