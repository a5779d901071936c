using System.Diagnostics;

namespace Invoicing.Harness;

/// <summary>Waits for positive facts. The limits are generous: they only end a test that has failed.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    public static Task Until(Func<bool> fact, string what) => Until(() => Task.FromResult(fact()), what);

    public static async Task Until(Func<Task<bool>> fact, string what) => await For(async () => await fact() ? "" : null, what);

    /// <summary>Looks until there is an answer.</summary>
    public static async Task<T> For<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(s_step))
        {
            if (await look() is { } found)
            {
                return found;
            }

            if (clock.Elapsed > s_limit)
            {
                throw new TimeoutException($"Not within {s_limit.TotalSeconds} s: {what}.");
            }
        }
    }

    /// <summary>Looks until nothing is left; gives up when what is left has not changed for the limit.</summary>
    /// <param name="left">What is still missing, in words.</param>
    public static async Task UntilNothingIsLeft(Func<Task<IReadOnlyList<string>>> left)
    {
        var before = "";
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(s_step))
        {
            var now = await left();
            if (now.Count == 0)
            {
                return;
            }

            var text = string.Join('\n', now.Take(20)) + (now.Count > 20 ? $"\n… and {now.Count - 20} more" : "");
            if (text + now.Count != before)
            {
                before = text + now.Count;
                clock.Restart();
            }
            else if (clock.Elapsed > s_limit)
            {
                throw new TimeoutException($"Nothing has changed for {s_limit.TotalSeconds} s, and this is missing:\n{text}");
            }
        }
    }
}
