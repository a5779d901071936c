namespace Invoicing.Intake.Parsing;

/// <summary>What a first reading of a whole CSV file has found.</summary>
/// <param name="Trailing">Blank values behind the last column of every row.</param>
/// <param name="Contradictions">Orders with rows in two places that do not say the same, and the first lines of both.</param>
internal sealed record CsvSurvey(
    int Trailing, IReadOnlyList<string> Remarks, IReadOnlyDictionary<Guid, (long First, long Other)> Contradictions)
{
    /// <summary>
    /// An order whose rows stand in two places would come out as two contents of it, of which the later would replace the earlier and lose
    /// its items: so the whole file is looked through before anything is taken.
    /// </summary>
    /// <param name="open">Opens it at its beginning.</param>
    /// <exception cref="UnusableFeedException">Its columns cannot be those of orders.</exception>
    public static async Task<CsvSurvey> Make(Func<Task<FeedStream>> open, CancellationToken ct)
    {
        var (survey, trailing) = await Make(open, 0, ct);
        return trailing == 0 ? survey : (await Make(open, trailing, ct)).Survey;
    }

    private static async Task<(CsvSurvey Survey, int Trailing)> Make(Func<Task<FeedStream>> open, int trailing, CancellationToken ct)
    {
        await using var content = await open();
        using var rows = new CsvRows(content, trailing);
        var columns = await rows.ReadColumns(ct);
        var seen = new Dictionary<Guid, (ulong Digest, long Line)>();
        var contradictions = new Dictionary<Guid, (long, long)>();
        await foreach (var order in CsvOrders.Read(rows, columns, "", ct))
        {
            if (order.Key is not { } key)
            {
                continue;
            }

            var here = order.Digest();
            if (!seen.TryAdd(key, (here, order.Text.Line)) && seen[key].Digest != here)
            {
                contradictions.TryAdd(key, (seen[key].Line, order.Text.Line));
            }
        }

        var unknown = columns.Unknown.Count == 0 ? [] : new[] { $"columns that mean nothing: {string.Join(", ", columns.Unknown)}" };
        return (new CsvSurvey(trailing, [.. unknown, .. rows.Notes], contradictions), rows.Trailing);
    }
}
