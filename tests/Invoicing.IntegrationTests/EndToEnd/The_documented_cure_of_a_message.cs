using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Of what came in and is no order, or not the one that it says.</summary>
[Trait("Takes", "long")]
public sealed class The_documented_cure_of_a_message(ITestOutputHelper output)
{
    private const string Queue = "order-invoicing";

    private static readonly string s_order = Sample.Order("1042");

    [Fact]
    [Produces(NoticeKind.UnreadableMessage)]
    public async Task that_cannot_be_read_is_to_have_it_sent_again_and_to_take_it_out()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.UnreadableMessage, Queue);
        await installation.Serve();
        await installation.Publish(s_order[..^1]);
        await failure.Looks("UnreadableMessage");
        var id = await failure.IdBy("invoicing errors list --entries --cause UnreadableMessage");
        (await failure.IsCuredBy("invoicing errors show ID --full", ("ID", id))).Output.ShouldContain("1042");

        await installation.Publish(s_order);
        await failure.IsCuredBy("invoicing errors discard ID --even-if-uncured --reason \"sent again, corrected\"", ("ID", id));

        await installation.Broker.Holds(Queue + "_error", 0);
        await installation.Ends(OrderSet.Of(s_order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order).Expected);
    }

    [Fact]
    [Produces(NoticeKind.FaultedMessage)]
    public async Task that_could_not_be_handled_is_another_number_for_an_order_and_a_retry_for_the_rest()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.FaultedMessage, Queue);
        await installation.Serve();
        await installation.Publish(s_order);
        await installation.Is("Completed", "1042");
        var other = Sample.Order("1043", order => order["createdAt"] = "2026-03-01T08:00:00-06:00");
        await installation.Publish(other.Replace("\"1043\"", "\"1042\""));
        await installation.PublishEnvelope("Invoicing.Contracts:ResumeInvoicing", """{"orderNo":"1043"}""");
        await failure.Looks("FaultedMessage", entries: 2);
        (await failure.IsCuredBy("invoicing errors show --order 1042")).Output.ShouldContain("FaultedMessage");

        await installation.Publish(other);
        await installation.Is("Completed", "1043");
        await failure.IsCuredBy(
            "invoicing errors discard --queue order-invoicing --order 1042 --even-if-uncured --reason \"published as 1043\"");
        await failure.IsCuredBy("invoicing errors retry --queue order-invoicing --order 1043 --reason \"the order is known now\"");

        await installation.Broker.Holds(Queue + "_error", 0);
        await installation.Ends(OrderSet.Of(s_order, other).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(s_order, other).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((2, 2));
    }

    [Fact]
    [Produces(NoticeKind.FeedFaulted)]
    public async Task of_a_feed_is_to_put_the_corrected_orders_into_the_folder()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        var failure = new DocumentedFailure(installation, NoticeKind.FeedFaulted, "orders.jsonl");
        string[] orders = [s_order, Sample.Order("1043")];
        await installation.Serve();
        await feeds.Put("orders.jsonl", $"{orders[0]}\n{orders[1][..200]}\n");
        await failure.Looks("1 unreadable");

        failure.Says("into the folder `incoming`");
        await feeds.Put("corrected.jsonl", string.Join('\n', orders));

        await feeds.Settled("corrected.jsonl");
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((2, 2));
        (await installation.Run("feeds", "show", "corrected.jsonl")).Output.ShouldNotContain("unreadable");
    }
}
