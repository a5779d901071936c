using Invoicing.Host.Commands.Publishing;
using Invoicing.OperatingErrorQueues;

namespace Invoicing.Host.Commands.Errors;

/// <summary>What moving back came to, for people or for programs.</summary>
internal sealed class RetryOutput(bool asJson)
{
    public void WriteDryRun(IReadOnlyList<KnownEntry> entries)
    {
        var groups = CauseGroup.Of(entries);
        if (asJson)
        {
            ErrorsJson.Print(new { dryRun = true, selected = entries.Count, groups = ErrorsJson.Of(groups) });
        }
        else
        {
            Screen.Print(console => ErrorTables.Write(console, groups, DateTimeOffset.UtcNow));
            Console.Out.WriteLine("Nothing was changed.");
        }
    }

    public void Write(MoveCounts counts, string? stopped)
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
                stopped,
            });
        }
        else
        {
            Console.Out.WriteLine(counts.Selected == 0 ? "No entries." : $"{Line(counts)}{(counts.NotMoved > 0 ? $"; {Number(counts.NotMoved)} not moved, they are where they were" : "")}.");
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

    private static string Number(int number) => PublishProgress.Number(number);
}
