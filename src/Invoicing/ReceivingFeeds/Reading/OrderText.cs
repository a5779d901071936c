namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>One message of a file, or what keeps it from being one.</summary>
/// <param name="Place">Where it stands, such as <c>orders.jsonl:17</c> or <c>orders.json, element 3</c>.</param>
/// <param name="Json">The text as it stands in the file, UTF-8.</param>
/// <param name="Problem">Set when it is not JSON; free of the text itself, which may hold personal data.</param>
/// <param name="Line">Of the file, on which it begins, from 1.</param>
internal sealed record OrderText(string Place, ReadOnlyMemory<byte> Json, string? Problem = null, long Line = 1)
{
    public static OrderText Unreadable(string place, string problem, long line) => new(place, default, problem, line);
}
