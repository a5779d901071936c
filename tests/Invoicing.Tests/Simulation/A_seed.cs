using Invoicing.Simulation;

namespace Invoicing.Tests.Simulation;

public class A_seed
{
    // Two of them pass their rows through their stored form; with VTEX is 7, with Emporix are 5 and 17.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(17)]
    public void replays_a_run_exactly(int seed)
    {
        var first = Run.Execute(new RunOptions(seed, KeepTrace: true));
        var second = Run.Execute(new RunOptions(seed, KeepTrace: true));

        first.Trace.Count.ShouldBeGreaterThan(100);
        second.Trace.ShouldBe(first.Trace);
        second.Fired.ShouldBe(first.Fired);
    }

    [Fact]
    public void replays_the_same_whether_it_is_traced_or_not() =>
        Run.Execute(new RunOptions(7)).Events.ShouldBe(Run.Execute(new RunOptions(7, KeepTrace: true)).Events);

    [Fact]
    public void is_a_run_of_its_own() =>
        Run.Execute(new RunOptions(8, KeepTrace: true)).Trace.ShouldNotBe(Run.Execute(new RunOptions(7, KeepTrace: true)).Trace);
}
