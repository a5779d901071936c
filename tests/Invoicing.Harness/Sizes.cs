namespace Invoicing.Harness;

/// <summary>How much a test takes: little unless the environment says otherwise.</summary>
internal static class Sizes
{
    /// <summary>Orders that something happens to while they are under way.</summary>
    public static int Orders { get; } = Read("INVOICING_TEST_ORDERS", 200);

    /// <summary>Orders of a large feed.</summary>
    public static int FeedOrders { get; } = Read("INVOICING_TEST_FEED_ORDERS", 4_000);

    /// <summary>Orders whose messages lie in an error queue.</summary>
    public static int FailedOrders { get; } = Read("INVOICING_TEST_ERRORS", 60);

    /// <summary>How long Retail Pro is down.</summary>
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(Read("INVOICING_TEST_OUTAGE", 5));

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var size) ? size : otherwise;
}
