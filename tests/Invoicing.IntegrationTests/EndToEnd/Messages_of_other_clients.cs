using System.Text;
using Invoicing.Harness;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Over the real broker, with what clients write into headers; every body by itself is tried in the unit tests.</summary>
[Trait("Takes", "long")]
public sealed class Messages_of_other_clients(ITestOutputHelper output)
{
    private const string Envelopes = "application/vnd.masstransit+json";
    private const string OfOrders = "[\"urn:message:Invoicing.Contracts:OrderCompleted\"]";
    private const string OfOthers = "[\"urn:message:Oms.Contracts:OrderCompleted\"]";

    private static readonly string[] s_taken = ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "1010"];

    [Fact]
    public async Task are_taken_or_refused_by_what_they_are()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();
        await using var channel = await Channel.Open(installation.Broker.Uri);

        await Send(Order("1001"), new BasicProperties { ContentType = Envelopes });
        await Send([0xEF, 0xBB, 0xBF, .. Order("1002")], new BasicProperties { ContentType = "application/json; charset=utf-16" });
        await Send(Gzip(Order("1003")), new BasicProperties { ContentEncoding = "gzip" });
        await Send(Encoding.Unicode.GetBytes(Sample.Order("1004")), new BasicProperties { ContentType = "???" });
        await Send(Envelope("1005", OfOrders), new BasicProperties { ContentType = "text/plain" });
        // A client that asks and waits for an answer: what goes wrong must be told to us all the same.
        await Send(
            Envelope(
                "1006",
                OfOrders,
                ",\"responseAddress\":\"rabbitmq://localhost/theirs\",\"faultAddress\":\":\",\"requestId\":\"7\",\"host\":7"),
            new BasicProperties { ContentType = Envelopes });
        await Send(Order("1007"), new BasicProperties
        {
            MessageId = "no guid", CorrelationId = "no guid", ReplyTo = "theirs",
            Headers = new Dictionary<string, object?>
            {
                ["MT-Fault-Address"] = "rabbitmq://localhost/theirs", ["MT-Response-Address"] = ":", ["MT-Request-Id"] = "7", [
                    "MT-Redelivery-Count"] = "many",
                ["MT-Source-Address"] = "\0", ["MT-Host-Info"] = "[", ["ConversationId"] = 7, ["NServiceBus.EnclosedMessageTypes"] =
                    "Oms.OrderCompleted, Oms",
            },
        });
        await Send(Gzip(Envelope("1008", OfOrders)), new BasicProperties { ContentType = Envelopes });
        await Send(
            Order("1009"),
            new BasicProperties { Headers = new Dictionary<string, object?> { ["Content-Type"] = "", ["ContentType"] = 7 } });
        await Send(Order("1010"), new BasicProperties { Headers = new Dictionary<string, object?> { ["Content-Type"] = "???" } });
        await installation.Is("Completed", s_taken);

        (byte[] Body, BasicProperties Properties, string Reason)[] refused =
        [
            (Envelope("2001", OfOthers), new() { ContentType = Envelopes },
                "order-invoicing takes no messages of type urn:message:Oms.Contracts:OrderCompleted; an order as plain JSON, or in an "
                    + "envelope of urn:message:Invoicing.Contracts:OrderCompleted, is expected there."),
            (Envelope("2002", OfOthers, ",\"responseAddress\":\"rabbitmq://localhost/theirs\""), new() {
                ContentType = Envelopes }, "order-invoicing takes no messages of type urn:message:Oms.Contracts:OrderCompleted"),
            (Envelope("2003", "\"urn:message:Invoicing.Contracts:OrderCompleted\""), new() {
                ContentType = Envelopes }, "whose messageType is a text, not a list"),
            ("<order/>"u8.ToArray(), new() {
                ContentType = "application/vnd.masstransit+xml" }, "it is XML or HTML, JSON is expected (content type "
                    + "application/vnd.masstransit+xml)"),
            ([0x16, 0, 0, 0, 2, 0xFF, 0, 5], new() {
                ContentType = "application/vnd.masstransit+bson" }, "it is binary data, JSON in UTF-8 is expected (content type "
                    + "application/vnd.masstransit+bson)"),
            ([], new() { ContentType = Envelopes }, "it is empty"),
            (Encoding.UTF8.GetBytes($"[{Sample.Order("2004")}]"), new() { ContentType = Envelopes }, "it is a list of 1 values"),
            ("null"u8.ToArray(), new() { ContentType = Envelopes }, "an order as plain JSON"),
        ];
        foreach (var (body, properties, _) in refused)
        {
            await Send(body, properties);
        }

        await installation.Broker.Holds("order-invoicing_error", refused.Length);
        var reasons = (await installation.Broker.ErrorsOf("order-invoicing")).Select(entry => entry.Reason).ToList();
        foreach (var (_, _, reason) in refused)
        {
            reasons.ShouldContain(given => given.Contains(reason), reason);
        }

        // Each is told, whomever its sender wanted to be told.
        await Wait.Until(
            async () => await installation.Database.Count("mt_doc_notice where data ->> 'kind' = 'UnreadableMessage'") == refused.Length,
            "all are told");
        var listed = (await installation.Run("errors", "list", "--entries")).Output;
        listed.ShouldContain("urn:message:Oms.Contracts:OrderCompleted");
        listed.ShouldNotContain("Exception");

        Task Send(byte[] body, BasicProperties properties) => channel.Publish(body, properties);
    }

    [Fact]
    public async Task that_are_packed_are_known_for_their_orders_in_the_error_queue()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();
        await installation.Publish(Sample.Order("1042"));
        await installation.Is("Completed", "1042");
        await using var channel = await Channel.Open(installation.Broker.Uri);

        var other = Sample.Order("1042", order => { order["orderId"] = "OTHER"; order["createdAt"] = "2026-03-01T08:00:00-06:00"; });
        await channel.Publish(Gzip(Encoding.UTF8.GetBytes(other)), new BasicProperties());

        await installation.Broker.Holds("order-invoicing_error", 1);
        var shown = (await installation.Run("errors", "show", "--order", "1042", "--full")).Output;
        shown.ShouldContain("FaultedMessage");
        shown.ShouldContain("\"OTHER\"");
    }

    private static byte[] Order(string number) => Encoding.UTF8.GetBytes(Sample.Order(number));

    private static byte[] Envelope(string number, string types, string rest = "") =>
        Encoding.UTF8
            .GetBytes($$"""{"messageId":"{{Guid.NewGuid()}}","messageType":{{types}},"message":{{Sample.Order(number)}}{{rest}}}""");

    private static byte[] Gzip(byte[] content) => Feeds.Gzip(content);
}
