using System.Text.RegularExpressions;

namespace Invoicing.ErrorQueues;

/// <summary>Entries that lie in one queue for one reason.</summary>
/// <param name="Reason">The reason of the first, without what differs from entry to entry.</param>
internal sealed record CauseGroup(
    string Queue, string Cause, string Reason, int Entries, int Orders, int Cured, DateTimeOffset? Oldest, DateTimeOffset? Newest)
{
    public static IReadOnlyList<CauseGroup> Of(IEnumerable<KnownEntry> entries) =>
    [
        .. entries
            .GroupBy(known => (known.Entry.Queue, known.Cause, Reason: GenericReason.Of(known.Entry.Reason, known.Entry.OrderNo)))
            .Select(group => new CauseGroup(
                group.First().Entry.ErrorQueue,
                group.Key.Cause,
                group.Key.Reason,
                group.Count(),
                group.Select(known => known.Entry.OrderNo).OfType<string>().Distinct().Count(),
                group.Count(known => known.IsCured),
                group.Min(known => known.Entry.FailedAt),
                group.Max(known => known.Entry.FailedAt)))
            .OrderByDescending(group => group.Entries)
            .ThenBy(group => group.Queue, StringComparer.Ordinal)
            .ThenBy(group => group.Reason, StringComparer.Ordinal),
    ];
}

/// <summary>What a reason has in common with those of other orders.</summary>
internal static partial class GenericReason
{
    private const int Longest = 90;

    public static string Of(string reason, string? orderNo)
    {
        var text = string.IsNullOrEmpty(orderNo) ? reason : Whole(orderNo).Replace(reason, "…");
        text = Varying().Replace(text, "…");
        if (text.Length <= Longest)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', Longest);
        return $"{text[..(end > 0 ? end : Longest)]} …";
    }

    private static Regex Whole(string orderNo) => new($@"(?<![\w]){Regex.Escape(orderNo)}(?![\w])");

    // Numbers of four digits and more, ids and what stands in quotes; a status such as 400 says what happened.
    [GeneratedRegex("""[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|'[^']*'|"[^"]*"|\b\w*\d{4,}\w*\b|(?<=\[)\d+(?=\])|(?<=(line|byte) )\d+""")]
    private static partial Regex Varying();
}
