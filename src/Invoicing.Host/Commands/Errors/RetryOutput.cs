using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Operations;

namespace Invoicing.Host.Commands.Errors;

/// <summary>What moving back came to, for people or for programs.</summary>
internal sealed class RetryOutput(IReadOnlyList<RetryItem> items, RetryOperation retry, RetryMonitor monitor)
{
    private const int LongestReason = 120;
    private const int ShortestPiece = 12;

    private readonly long _begun = TimeProvider.System.GetTimestamp();

    public bool AllWentWell => Count(RetryState.FailedAgain) + Count(RetryState.Waiting) == 0;

    private int UnderWay => Count(RetryState.UnderWay) + Count(RetryState.NotHeardOf);

    private int Moved => items.Count(item => item.IsMoved);

    public void Write(OperatorRun run)
    {
        var json = new
        {
            dryRun = false,
            selected = items.Count,
            moved = Moved,
            accepted = Count(RetryState.Accepted),
            deferred = Count(RetryState.Deferred),
            failedAgain = Count(RetryState.FailedAgain),
            underWay = UnderWay,
            cured = Count(RetryState.Resolved),
            notMoved = Count(RetryState.Waiting),
            takenByOthers = Count(RetryState.TakenByOthers),
            newestFailure = monitor.NewestFailure,
            left = retry.Left.Select(group => new
            {
                group.Cause.Queue, cause = group.Cause.Kind, group.Cause.Reason, entries = group.Remaining, group.Tried, group.FailedAgain,
                next = RetryOf(group.Cause),
            }),
            stopped = retry.Stopped,
        };
        run.Write(json, ConsoleOutput.JsonWithNulls, WriteText);
        if (retry.Stopped is { } stopped)
        {
            Console.Error.WriteLine($"invoicing: {stopped.TrimEnd('.')}. What was not moved is still in its error queue.");
        }
    }

    public string Line()
    {
        (int Count, string What)[] parts =
        [
            (Count(RetryState.Accepted), "accepted"), (Count(RetryState.Resolved), "cured before, they vanish"),
            (Count(RetryState.FailedAgain), "failed again"), (Count(RetryState.Deferred), "deferred, they go on by themselves"),
            (UnderWay, "under way"), (Count(RetryState.TakenByOthers), "taken by somebody else"),
        ];
        var told = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{Wording.Number(part.Count)} {part.What}"));
        return $"{Wording.Number(Moved)} of {Wording.Number(items.Count)} moved back{(told.Length > 0 ? $": {told}" : "")}";
    }

    private void WriteText()
    {
        var notMoved = Count(RetryState.Waiting);
        Console.WriteLine(items.Count == 0
            ? "No entries."
            : $"{Line()}{(notMoved > 0 ? $"; {Wording.Number(notMoved)} not moved, they are where they were" : "")}.");
        if (Count(RetryState.FailedAgain) > 0)
        {
            // What failed again is younger.
            var minutes = Math.Ceiling(TimeProvider.System.GetElapsedTime(_begun).TotalMinutes) + 1;
            Console.WriteLine($"What failed again, and why: invoicing errors list --newer-than {minutes:0}m");
        }

        foreach (var group in retry.Left)
        {
            var (cause, example) = (group.Cause, group.Example);
            var reason = cause.Reason is null ? "for several reasons" : $"“{TextSanitizer.Line(cause.Reason, LongestReason)}”";
            var some = example.OrderNo is { } orderNo
                ? $"--queue {example.Queue} --order {TextSanitizer.Argument(orderNo)}"
                : TextSanitizer.Argument(example.Id);
            Console.WriteLine($"Left: {Wording.Number(group.Remaining)} of {cause.Kind} in {Queues.ErrorOf(cause.Queue)}, {reason}; "
                + $"{Wording.Number(group.FailedAgain)} of {Wording.Number(group.Tried)} that were tried failed again.");
            Console.WriteLine($"  Mend the cause, then: {RetryOf(cause)}");
            Console.WriteLine($"  If some are mended, name them: invoicing errors retry {some} --reason \"…\"");
        }
    }

    private static string RetryOf(RetryCause cause)
    {
        // What varies is left out of the reason: the longest piece of it names these entries and few others.
        var piece = (cause.Reason ?? "").Split('…').Select(piece => piece.Trim()).MaxBy(piece => piece.Length)!;
        var named = TextSanitizer.Argument(piece.Length >= ShortestPiece ? piece : cause.Kind!);
        return $"invoicing errors retry --queue {cause.Queue} --cause {named} --reason \"…\"";
    }

    private int Count(RetryState state) => items.Count(item => item.State == state);
}
