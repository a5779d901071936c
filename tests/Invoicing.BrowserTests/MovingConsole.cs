using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.BrowserTests;

/// <summary>A service whose orders its tests decide about, one test after another.</summary>
public sealed class MovingConsole(IMessageSink log) : ConsoleInstallation(log)
{
    public const string Name = "moving";

    /// <summary>Always there: completed, and in this order refused.</summary>
    public const string Completed = "1001", Refused = "1002";

    private int _last = 2000;

    /// <summary>Orders of the test's own that Retail Pro refuses until it is told otherwise.</summary>
    internal async Task<string[]> Refuses(int count)
    {
        var numbers = Numbers(count);
        await HasRefused(numbers);
        return numbers;
    }

    /// <summary>More orders than have to be answered until a system that was resumed is trusted again.</summary>
    internal async Task<string[]> Receives(int count = 40)
    {
        var numbers = Numbers(count);
        await Installation.Publish(numbers.Select(Sample.SingleStore));
        return numbers;
    }

    /// <summary>Calls to Retail Pro are paused, and the service has noticed: that takes it a moment.</summary>
    /// <returns>The orders that it was given meanwhile, of which the last wait.</returns>
    internal async Task<IReadOnlyList<string>> IsPaused()
    {
        await Installation.Succeeds("pause", "retailpro", "--reason", "test");
        List<string> given = [];
        await Wait.Until(
            async () =>
            {
                given.AddRange(await Receives(1));
                return await Installation.Database.Count("""mt_doc_order where data @> '{"steps":[{"status":"Deferred"}]}'""") > 0;
            },
            "an order waits since calls are paused");
        return given;
    }

    private string[] Numbers(int count)
    {
        _last += count;
        return [.. Enumerable.Range(_last - count + 1, count).Select(number => $"{number}")];
    }

    protected override async Task Begin()
    {
        await Installation.RetailPro.Refuses(Refused);
        await Installation.Publish(Sample.Order(Completed), Sample.SingleStore(Refused));
        await Installation.Is("Completed", Completed);
        await Installation.Is("Failed", Refused);
        await Installation.Succeeds("orders", "hold", Refused, "--reason", "stays as it is");
    }
}

[CollectionDefinition(MovingConsole.Name)]
public sealed class MovingTests : ICollectionFixture<MovingConsole>;
