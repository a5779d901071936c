namespace Invoicing.IntegrationTests.Failures;

/// <summary>Waits for a positive fact.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task Is(Func<bool> fact, string what) => Is(() => Task.FromResult(fact()), what);

    public static async Task Is(Func<Task<bool>> fact, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await fact())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Limit}: {what}");
            }

            await Task.Delay(10);
        }
    }
}
