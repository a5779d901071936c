using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Messaging;

namespace Invoicing.Host.Commands.Errors;

/// <summary>What moving back came to, for people or for programs.</summary>
internal sealed class RetryOutput(bool asJson)
{
    private const int LongestReason = 120;
    private const int ShortestPiece = 12;

    public void WriteDryRun(IReadOnlyList<KnownEntry> entries)
    {
        var groups = CauseGroup.Of(entries);
        if (asJson)
        {
            ErrorsJson.Print(new { dryRun = true, selected = entries.Count, groups = ErrorsJson.Of(groups) });
        }
        else
        {
            ConsoleOutput.Print(console => ErrorTables.Write(console, groups, DateTimeOffset.UtcNow));
            Console.Out.WriteLine("Nothing was changed.");
        }
    }

    /// <param name="left">Causes of which entries were left.</param>
    /// <param name="lasted">How long it took: what failed again is younger.</param>
    public void Write(MoveCounts counts, string? stopped, IReadOnlyList<CauseTurns> left, TimeSpan lasted)
    {
        if (asJson)
        {
            ErrorsJson.Print(new
            {
                dryRun = false,
                counts.Selected,
                counts.Moved,
                counts.Accepted,
                counts.Deferred,
                counts.FailedAgain,
                counts.UnderWay,
                cured = counts.MovedCured,
                counts.NotMoved,
                counts.TakenByOthers,
                newestFailure = counts.NewestFailure,
                left = left.Select(cause => new
                {
                    cause.Cause.Queue, cause = cause.Cause.Kind, cause.Cause.Reason, entries = cause.Remaining, cause.Tried, cause.FailedAgain, next = RetryOf(cause),
                }),
                stopped,
            });
        }
        else
        {
            Console.Out.WriteLine(counts.Selected == 0 ? "No entries." : $"{Line(counts)}{(counts.NotMoved > 0 ? $"; {Number(counts.NotMoved)} not moved, they are where they were" : "")}.");
            if (counts.FailedAgain > 0)
            {
                Console.Out.WriteLine($"What failed again, and why: invoicing errors list --newer-than "
                    + $"{Math.Ceiling(lasted.TotalMinutes) + 1:0}m");
            }

            foreach (var cause in left)
            {
                Console.Out.WriteLine($"Left: {Number(cause.Remaining)} of {Described(cause.Cause)}; {Number(cause.FailedAgain)} of "
                    + $"{Number(cause.Tried)} that were tried failed again.");
                Console.Out.WriteLine($"  Mend the cause, then: {RetryOf(cause)}");
                Console.Out.WriteLine($"  If some are mended, name them: {SomeOf(cause)}");
            }
        }

        if (stopped is not null)
        {
            Console.Error.WriteLine($"invoicing: {stopped.TrimEnd('.')}. What was not moved is still in its error queue.");
        }
    }

    public static string Line(MoveCounts counts)
    {
        var parts = new[]
        {
            (counts.Accepted, "accepted"), (counts.MovedCured, "cured before, they vanish"), (counts.FailedAgain, "failed again"),
            (counts.Deferred, "deferred, they go on by themselves"), (counts.UnderWay, "under way"), (counts.TakenByOthers, "taken by somebody else"),
        };
        var told = string.Join(", ", parts.Where(part => part.Item1 > 0).Select(part => $"{Number(part.Item1)} {part.Item2}"));
        return $"{Number(counts.Moved)} of {Number(counts.Selected)} moved back{(told.Length > 0 ? $": {told}" : "")}";
    }

    private static string Described(CauseKey cause) => $"{cause.Kind} in {Queues.ErrorOf(cause.Queue)}"
        + (cause.Reason is null ? ", for several reasons" : $", “{TextSanitizer.Line(cause.Reason, LongestReason)}”");

    private static string RetryOf(CauseTurns left) =>
        $"invoicing errors retry --queue {left.Cause.Queue} --cause {TextSanitizer.Argument(Named(left.Cause))} --reason \"…\"";

    private static string SomeOf(CauseTurns left) => left.Example.Entry.OrderNo is { } orderNo
        ? $"invoicing errors retry --queue {left.Cause.Queue} --order {TextSanitizer.Argument(orderNo)} --reason \"…\""
        : $"invoicing errors retry {TextSanitizer.Argument(left.Example.Entry.Id)} --reason \"…\"";

    // What varies is left out of the reason: the longest piece of it names these entries and few others.
    private static string Named(CauseKey cause) =>
        (cause.Reason ?? "").Split('…').Select(piece => piece.Trim()).MaxBy(piece => piece.Length) is { Length: >= ShortestPiece } piece ? piece : cause.Kind!;

    private static string Number(int number) => ProgressDisplay.Number(number);
}
