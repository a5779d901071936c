using System.Diagnostics;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

public sealed class When_a_trace_goes_on : IDisposable
{
    private const string First = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Second = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    // Of no spans but those of this test: others run at the same time.
    private readonly string _name = $"{Guid.NewGuid()}";
    private readonly ActivityListener _listener;

    public When_a_trace_goes_on()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> asked) =>
                asked.Name == _name ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public void it_belongs_to_the_one_trace_that_led_to_it()
    {
        using var span = Telemetry.GoOn(_name, [First]);

        span!.ParentId.ShouldBe(First);
        Telemetry.IdOf(Telemetry.Trace).ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public void where_several_led_to_it_it_begins_its_own_and_names_them()
    {
        using var span = Telemetry.GoOn(_name, [First, Second]);

        span!.ParentId.ShouldBeNull();
        span.Links.Select(link => $"{link.Context.TraceId}")
            .ShouldBe(["0af7651916cd43dd8448eb211c80319c", "4bf92f3577b34da6a3ce929d0e0e4736"]);
    }

    [Fact]
    public void what_is_stored_may_be_anything()
    {
        using var span = Telemetry.GoOn(_name, ["", "none"]);

        span!.ParentId.ShouldBeNull();
        span.Links.ShouldBeEmpty();
        Telemetry.IdOf("none").ShouldBeNull();
    }

    [Fact]
    public void nothing_is_stored_of_what_is_not_recorded() => Telemetry.Trace.ShouldBeNull();

    public void Dispose() => _listener.Dispose();
}
