using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class When_calls_are_held_back : ClientTest
{
    private readonly TaskCompletionSource _release = new();

    [Fact]
    public async Task a_call_that_gets_no_place_in_half_its_time_has_no_effect()
    {
        Settings.Concurrency = 1;
        await using var server = new RawServer(Held);
        var client = Client(server.Url);
        var first = Send(client);
        await server.RequestArrived();

        var second = client.SendInvoice(Body, new CallDeadline(Clock, TimeSpan.FromSeconds(2)));
        Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await second;
        _release.SetResult();
        (result.Outcome, result.Message).ShouldBe(
            (CallOutcome.NoEffect, "Order to Invoice was not sent: no place became free within half the time of the call "
                + "(RetailPro:Concurrency is 1)."));
        (await first).Outcome.ShouldBe(CallOutcome.Done);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_process_that_was_frozen_writes_nothing()
    {
        Settings.Concurrency = 1;
        await using var server = new RawServer(Held, RawServer.Answers(200));
        var client = Client(server.Url);
        var first = Send(client);
        await server.RequestArrived();

        // The second call waits for its place while the clock jumps and no timer fires, as after a freeze.
        var second = client.SendInvoice("""{"OrderNo":"frozen"}""", Window());
        Clock.AdjustTime(Clock.GetUtcNow() + Settings.CallTimeout);
        _release.SetResult();

        (await first).Outcome.ShouldBe(CallOutcome.Done);
        var result = await second;
        (result.Outcome, result.Message).ShouldBe(
            (CallOutcome.NoEffect, "Order to Invoice was not sent: its time was over before anything was written."));

        // Its connection has ended and a later call has been served: whatever it wrote would have arrived.
        await server.ConnectionEnded();
        (await Send(client)).Outcome.ShouldBe(CallOutcome.Done);
        server.Requests.Count.ShouldBe(2);
        server.Requests.Concat(server.Fragments).ShouldAllBe(text => !text.Contains("frozen"));
    }

    [Fact]
    public async Task a_call_whose_time_is_over_is_not_begun()
    {
        await using var server = new RawServer(RawServer.Answers(200));
        var window = Window();
        Clock.Advance(Settings.CallTimeout);

        (await Client(server.Url).SendInvoice(Body, window)).Outcome.ShouldBe(CallOutcome.NoEffect);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_last_look_lets_no_body_be_written_late_or_twice()
    {
        var late = new DeadlineCheckedContent(Body, Window());
        var inTime = new DeadlineCheckedContent(Body, new CallDeadline(Clock, TimeSpan.FromHours(1)));
        Clock.Advance(Settings.CallTimeout);
        using var stream = new MemoryStream();

        await Should.ThrowAsync<WindowOverException>(() => late.CopyToAsync(stream));
        (late.HasBegun, stream.Length).ShouldBe((false, 0));

        await inTime.CopyToAsync(stream);
        inTime.HasBegun.ShouldBeTrue();
        await Should.ThrowAsync<WindowOverException>(() => inTime.CopyToAsync(stream));
        stream.Length.ShouldBe(Body.Length);
    }

    [Fact]
    public async Task a_write_that_fails_has_begun()
    {
        var content = new DeadlineCheckedContent(Body, Window());

        await Should.ThrowAsync<Exception>(() => content.CopyToAsync(new MemoryStream([], writable: false)));

        content.HasBegun.ShouldBeTrue();
    }

    [Fact]
    public async Task the_breaker_opens_after_failures_and_closes_after_a_success()
    {
        (Settings.BreakerMinimumCalls, Settings.BreakerDuration) = (3, TimeSpan.FromSeconds(5));
        var port = RawServer.FreePort();
        var client = Client(new Uri($"http://127.0.0.1:{port}"));
        for (var i = 0; i < 3; i++)
        {
            (await Send(client)).Message.ShouldContain("no connection");
        }

        Clock.Advance(TimeSpan.FromSeconds(2));
        var held = await Send(client);

        (held.Outcome, held.RetryAfter).ShouldBe((CallOutcome.NoEffect, TimeSpan.FromSeconds(3)));
        held.Message.ShouldBe("Order to Invoice was not sent: the last calls to Retail Pro failed, so that calls are held back for "
            + "another 3 s (circuit breaker open).");

        await using var server = new RawServer(port, RawServer.Answers(200));
        (await Send(client)).Outcome.ShouldBe(CallOutcome.NoEffect);
        server.Requests.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromSeconds(3));
        (await Send(client)).Outcome.ShouldBe(CallOutcome.Done);
        (await Send(client)).Outcome.ShouldBe(CallOutcome.Done);
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(429, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(409, false)]
    public async Task the_breaker_opens_for_trouble_and_not_for_refusals(int status, bool opens)
    {
        Settings.BreakerMinimumCalls = 2;
        await using var server = new RawServer(RawServer.Answers(status));
        var client = Client(server.Url);
        await Send(client);
        await Send(client);

        var third = await Send(client);

        server.Requests.Count.ShouldBe(opens ? 2 : 3);
        (third.Status is null).ShouldBe(opens);
    }

    [Fact]
    public async Task the_pipeline_is_measured_under_its_name()
    {
        var measured = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Polly")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            measured.Add(tags.ToArray().FirstOrDefault(tag => tag.Key == "pipeline.name").Value));
        listener.Start();
        await using var server = new RawServer(RawServer.Answers(200));

        await Send(Client(server.Url));

        measured.ShouldContain("retailpro");
    }

    private async Task Held(RawServer.Conversation conversation)
    {
        await conversation.ReadRequest();
        await _release.Task;
        await conversation.Answer(200, """{"documentNo":"INV000001"}""");
    }
}
