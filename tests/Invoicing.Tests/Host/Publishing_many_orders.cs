using Invoicing.Host.Commands.Publishing;
using Invoicing.Intake.Parsing;

namespace Invoicing.Tests.Host;

public class Publishing_many_orders
{
    private readonly List<string> _told = [];

    [Fact]
    public async Task no_more_than_the_window_are_in_flight()
    {
        var (open, most) = (0, 0);
        var run = new PublishRun(
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await Task.Yield();
                Interlocked.Decrement(ref open);
                return null;
            },
            _told.Add);

        await run.Publish(Texts(5000), CancellationToken.None);
        await run.Finish();

        run.Published.ShouldBe(5000);
        most.ShouldBeInRange(1, PublishRun.InFlight);
        _told.ShouldBeEmpty();
    }

    [Fact]
    public async Task it_waits_for_confirms_when_the_window_is_full()
    {
        var confirm = new TaskCompletionSource<string?>();
        var begun = 0;
        var run = new PublishRun(
            _ =>
            {
                begun++;
                return confirm.Task;
            },
            _told.Add);

        var publishing = run.Publish(Texts(PublishRun.InFlight + 1), CancellationToken.None);
        begun.ShouldBe(PublishRun.InFlight);
        confirm.SetResult(null);
        await publishing;
        await run.Finish();

        run.Published.ShouldBe(PublishRun.InFlight + 1);
    }

    [Fact]
    public async Task what_is_not_confirmed_is_named_and_stops_the_rest()
    {
        var number = 0;
        var run = new PublishRun(_ => Task.FromResult(++number == 3 ? "no queue takes it" : null), _told.Add);

        await run.Publish(Texts(1000), CancellationToken.None);
        await run.Finish();

        (run.Published, run.Failed).ShouldBe((2, 1));
        run.IsStopped.ShouldBeTrue();
        _told.ShouldBe(
            ["f:3: no queue takes it.", "Stopped at f:3: nothing after it was published. Publishing the file again does no harm."]);
    }

    [Fact]
    public async Task what_cannot_be_read_is_named_and_the_rest_goes_on()
    {
        var run = new PublishRun(_ => Task.FromResult<string?>(null), _told.Add);

        await run.Publish(Texts(2).Prepend(OrderText.Unreadable("f:0", "is not JSON", 1)), CancellationToken.None);
        await run.Finish();

        (run.Published, run.Failed).ShouldBe((2, 1));
        _told.ShouldBe(["f:0: is not JSON."]);
    }

    [Fact]
    public async Task an_unexpected_failure_is_told_too()
    {
        var run = new PublishRun(_ => throw new InvalidOperationException("broken."), _told.Add);

        await run.Publish(Texts(1), CancellationToken.None);
        await run.Finish();

        _told[0].ShouldBe("f:1: was not confirmed: broken.");
    }

    private static IAsyncEnumerable<OrderText> Texts(int count) =>
        Enumerable.Range(1, count).Select(number => new OrderText($"f:{number}", "{}"u8.ToArray())).ToAsyncEnumerable();
}
