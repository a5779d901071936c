namespace Invoicing.Host.Commands.Publishing;

/// <summary>One message of a file, or what keeps it from being one.</summary>
/// <param name="Place">Where it stands, such as <c>orders.jsonl:17</c> or <c>orders.json, element 3</c>.</param>
/// <param name="Json">The text as it stands in the file, UTF-8.</param>
/// <param name="Problem">Set when it is not JSON; free of the text itself, which may hold personal data.</param>
internal sealed record OrderText(string Place, ReadOnlyMemory<byte> Json, string? Problem = null)
{
    public static OrderText Unreadable(string place, string problem) => new(place, default, problem);
}
