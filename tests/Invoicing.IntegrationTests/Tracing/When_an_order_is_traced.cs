using Invoicing.Harness;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Tracing;

public sealed class When_an_order_is_traced(ITestOutputHelper output)
{
    private const string OfOms = "4bf92f3577b34da6a3ce929d0e0e4736";

    // What leads from the message to the mail; the call is put off once, so that the recovery has its part in it.
    private static readonly string[] s_way =
    [
        "order-invoicing receive", "invoice-order send", "invoice-order receive", "retailpro invoice", "POST", "order-invoicing send",
        "notify-failures receive", "mail send",
    ];

    [Fact]
    public async Task its_message_its_steps_the_calls_and_the_mail_have_one_id()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var collector = await Collector.Start(Path.Combine(installation.Folder, "traces"));
        installation.Set(collector.Settings);
        await installation.RetailPro.Faults("""
            {"rules":[
                {"operation":"invoice","kind":"status","status":429,"orderNo":"770081","times":1},
                {"operation":"invoice","kind":"status","status":429,"orderNo":"770082","times":1},
                {"operation":"invoice","kind":"status","status":400}
            ]}
            """);
        await installation.Serve();

        await Publish(installation, "770081", $"00-{OfOms}-00f067aa0ba902b7-01");
        (await TraceOf("770081")).ShouldBe(OfOms);
        collector.Spans().ShouldContain(span => span.TraceId == OfOms && span.ParentId == "00f067aa0ba902b7");

        await Publish(installation, "770082", null);
        (await TraceOf("770082")).ShouldNotBe(OfOms);

        async Task<string> TraceOf(string orderNo)
        {
            var mail = await installation.Mails.Arrives(orderNo);
            var calls = (await installation.Show(orderNo)).GetProperty("timeline").EnumerateArray()
                .Where(entry => entry.GetProperty("what").GetString() == "called")
                .Select(entry => entry.GetProperty("traceId").GetString()!).ToList();
            calls.Count.ShouldBe(2);
            var id = calls.Distinct().ShouldHaveSingleItem();
            mail.Body.ReplaceLineEndings("\n").ShouldContain($"\nTrace:          {id}\n");
            await Wait.UntilNothingIsLeft(() =>
            {
                var spans = collector.Spans().Where(span => span.TraceId == id).ToList();
                var ids = spans.Select(span => span.Id).ToHashSet();
                return Task.FromResult<IReadOnlyList<string>>(
                [
                    .. s_way.Except(spans.Select(span => span.Name)).Select(name => $"{orderNo}: no span {name}"),
                    .. spans.Where(span => span.ParentId.Length > 0 && span.ParentId != "00f067aa0ba902b7" && !ids.Contains(span.ParentId))
                        .Select(span => $"{orderNo}: {span.Name} hangs in the air"),
                ]);
            });
            return id;
        }
    }

    /// <summary>As an OMS does that is traced itself.</summary>
    private static async Task Publish(Installation installation, string orderNo, string? traceParent)
    {
        await using var channel = await Channel.Open(installation.Broker.Uri);
        var properties = new BasicProperties { Persistent = true };
        if (traceParent is not null)
        {
            properties.Headers = new Dictionary<string, object?> { ["traceparent"] = traceParent };
        }

        await channel.Publish(Sample.SingleStore(orderNo), Channel.OrderCompleted, properties);
    }
}
