using System.Runtime.CompilerServices;
using Invoicing.Intake.HotWax;

namespace Invoicing.Intake.Parsing;

/// <summary>The orders of a feed file of any form, one by one, never the file as a whole.</summary>
internal static class FeedTexts
{
    /// <param name="name">As it was uploaded.</param>
    /// <param name="settings">Tell what form JSON has.</param>
    /// <param name="onRead">Takes the bytes of the file that were read.</param>
    public static async IAsyncEnumerable<OrderText> Read(
        string path,
        string name,
        FeedSurvey survey,
        FeedSettings settings,
        Action<int> onRead,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var content = await FeedStream.Open(FeedSurvey.Open(path), onRead, ct);
        var line = 1L;
        var texts = survey.Csv is { } csv
            ? OfCsv(content, name, csv, ct)
            : HotWaxFeed.Translate(OrderTexts.Read(content, name, survey.List, ct), settings, ct);
        await foreach (var text in texts)
        {
            line = text.Line;
            yield return text;
        }

        if (content.Damage is { } damage)
        {
            yield return OrderText.Unreadable($"{name}:{line}", damage, line);
        }
    }

    private static async IAsyncEnumerable<OrderText> OfCsv(
        FeedStream content, string name, CsvSurvey survey, [EnumeratorCancellation] CancellationToken ct)
    {
        using var rows = new CsvRows(content, survey.Trailing);
        var columns = await rows.ReadColumns(ct);
        await foreach (var order in CsvOrders.Read(rows, columns, name, ct))
        {
            var text = order.Text;
            yield return order.Key is { } key && survey.Contradictions.TryGetValue(key, out var lines)
                ? OrderText.Unreadable(
                    text.Place,
                    $"the order has rows in two places that do not say the same, the first at lines {lines.First} and {lines.Other}; "
                        + "the rows of an order must stand together",
                    text.Line)
                // Half a row may look like a whole one, and further rows of the order may be lost.
                : order.IsLast && content.Damage is not null && text.Problem is null
                    ? OrderText.Unreadable(text.Place, "the order may go on where the archive is cut off", text.Line)
                : text;
        }
    }
}
