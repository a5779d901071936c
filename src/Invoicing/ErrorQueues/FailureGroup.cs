using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Invoicing.ErrorQueues;

/// <summary>Messages that lie in one queue for one reason.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Reason">Of the first, without what differs from message to message.</param>
internal sealed partial record FailureGroup(
    string Queue, string Cause, string Reason, int Entries, int Orders, [property: JsonPropertyName("cured")] int Resolved,
    DateTimeOffset? Oldest, DateTimeOffset? Newest)
{
    private const int LongestReason = 90;

    public static IReadOnlyList<FailureGroup> Of(IEnumerable<FailedMessage> messages) =>
    [
        .. messages
            .GroupBy(message => (message.ErrorQueue, message.Cause, Reason: ReasonOf(message)))
            .Select(group => new FailureGroup(
                group.Key.ErrorQueue,
                group.Key.Cause,
                group.Key.Reason,
                group.Count(),
                group.Select(message => message.OrderNo).OfType<string>().Distinct().Count(),
                group.Count(message => message.IsResolved),
                group.Min(message => message.FailedAt),
                group.Max(message => message.FailedAt)))
            .OrderByDescending(group => group.Entries)
            .ThenBy(group => group.Queue, StringComparer.Ordinal)
            .ThenBy(group => group.Reason, StringComparer.Ordinal),
    ];

    /// <summary>What a message's reason has in common with those of other orders.</summary>
    public static string ReasonOf(FailedMessage message)
    {
        var text = string.IsNullOrEmpty(message.OrderNo)
            ? message.Reason
            : Regex.Replace(message.Reason, $@"(?<![\w]){Regex.Escape(message.OrderNo)}(?![\w])", "…");
        text = Varying().Replace(text, "…");
        if (text.Length <= LongestReason)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', LongestReason);
        return $"{text[..(end > 0 ? end : LongestReason)]} …";
    }

    // Numbers of four digits and more, ids and what stands in quotes; a status such as 400 says what happened.
    [GeneratedRegex("""[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|'[^']*'|"[^"]*"|\b\w*\d{4,}\w*\b|(?<=\[)\d+(?=\])|(?<=(line|byte) )\d+""")]
    private static partial Regex Varying();
}
