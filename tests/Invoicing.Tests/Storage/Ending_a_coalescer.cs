using Invoicing.Storage;

namespace Invoicing.Tests.Storage;

public class Ending_a_coalescer
{
    // Only ends a test that has failed.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task does_not_wait_for_a_statement_that_cannot_even_be_cancelled()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var coalescer = new GroupCommit<int, int>(256, item => item, async (items, ct) =>
        {
            // As a database does that nothing passes to: asking it to stop waits for it as well.
            ct.Register(() => never.Task.Wait(s_limit));
            begun.SetResult();
            await never.Task;
            return items;
        });
        _ = coalescer.Run(1, CancellationToken.None);
        await begun.Task;

        await coalescer.DisposeAsync().AsTask().WaitAsync(s_limit / 2);
        never.SetResult();
    }
}
