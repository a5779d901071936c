using System.Text.Json.Nodes;
using Invoicing.Harness;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class Plain_JSON(ITestOutputHelper output)
{
    private static readonly string[] s_queues = ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures"];

    // All of them would do something to the orders below if they were taken for what they look like.
    private static readonly string[] s_lookalikes =
    [
        """{"orderNo":"HELD","attempt":1,"documentNo":"STOLEN","invoicedAt":"2026-03-05T10:00:00Z"}""",
        """{"orderNo":"FAILED","attempt":1,"documentNo":"STOLEN","invoicedAt":"2026-03-05T10:00:00Z"}""",
        """{"orderNo":"WAITING","attempt":1,"documentNo":"STOLEN","invoicedAt":"2026-03-05T10:00:00Z"}""",
        """{"orderNo":"WAITING","attempt":1,"reason":"later","outcomeUnknown":true}""",
        """{"orderNo":"FAILED","attempt":1}""",
        """{"orderNo":"FAILED","slipNo":"00000001","attempt":1}""",
        """{"orderNo":"FAILED","slipNo":"00000001","attempt":1,"transferredAt":"2026-03-05T10:00:00Z"}""",
        """{"orderNo":"FAILED","step":"invoice","attempt":1}""",
        """{"orderNo":"FAILED","orderId":"X","step":"invoice","attempt":9,"kind":"Refused","message":"STOLEN","failedAt":"2026-03-05T10:00:00Z"}""",
        """{"faultId":"0f8fad5b-d9cb-469f-a165-70867728950e","timestamp":"2026-03-05T10:00:00Z","message":{"orderNo":"WAITING","attempt":1},"exceptions":[{"message":"STOLEN"}],"faultMessageTypes":["urn:message:Invoicing.Contracts:InvoiceOrder"]}""",
        """{"messageType":["urn:message:Invoicing.Contracts:OrderInvoiced"],"message":{"orderNo":"WAITING","attempt":1,"documentNo":"STOLEN","invoicedAt":"2026-03-05T10:00:00Z"}}""",
        "[]",
        "7",
        "null",
    ];

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task never_becomes_any_message_but_OrderCompleted(string? contentType)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var (held, failed, waiting) = (Sample.Order("HELD", Open), Sample.Order("FAILED"), Sample.Order("WAITING"));
        await installation.RetailPro.Faults("""
            {"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"FAILED"},{"operation":"invoice","kind":"status","status":429}]}
            """);
        await installation.Serve();
        await installation.Publish(held, failed, waiting);
        await installation.Is("Held", "HELD");
        await installation.Is("Failed", "FAILED");
        await installation.Is("Invoicing", "WAITING");
        await installation.Broker.Holds("invoice-order_error", 1);
        await installation.Mails.Arrives("FAILED");

        await using (var channel = await Channel.Open(installation.Broker.Uri))
        {
            foreach (var (queue, json) in s_queues.SelectMany(_ => s_lookalikes, (queue, json) => (queue, json)))
            {
                await channel.Publish(json, queue, new BasicProperties { Persistent = true, ContentType = contentType });
            }
        }

        // Every one of them ends in the error queue of the queue that it came to, and nowhere else.
        foreach (var queue in s_queues)
        {
            await installation.Broker.Holds(queue + "_error", s_lookalikes.Length + (queue == "invoice-order" ? 1 : 0));
        }

        await installation.Is("Held", "HELD");
        await installation.Is("Failed", "FAILED");
        await installation.Is("Invoicing", "WAITING");
        (await installation.Database.Count("mt_doc_order where data::text like '%STOLEN%'")).ShouldBe(0);
        (await installation.Database.Count("mt_doc_notice where data ->> 'message' like '%STOLEN%'")).ShouldBe(0);

        await installation.RetailPro.NoFaults();
        await installation.Is("Completed", "WAITING");
        await installation.Succeeds("orders", "retry", "FAILED", "--reason", "mended");
        await installation.Is("Completed", "FAILED");
        await installation.ShouldHaveInvoiced(OrderSet.Of(held, failed, waiting).Expected);
    }

    [Fact]
    public async Task an_event_of_an_unknown_order_faults()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve();

        await installation.PublishEnvelope(
            "Invoicing.Contracts:OrderInvoiced",
            """{"orderNo":"NOBODY","attempt":1,"documentNo":"X","invoicedAt":"2026-03-05T10:00:00Z"}""");
        await installation.PublishEnvelope(
            "Invoicing.Contracts:InventoryTransferred",
            """{"orderNo":"NOBODY","slipNo":"00000001","attempt":1,"transferredAt":"2026-03-05T10:00:00Z"}""");
        await installation.PublishEnvelope("Invoicing.Contracts:ResumeInvoicing", """{"orderNo":"NOBODY"}""");

        await installation.Broker.Holds("order-invoicing_error", 3);
        (await installation.Broker.ErrorsOf("order-invoicing")).ShouldAllBe(entry => entry.OrderNo == "NOBODY");
        await Wait.Until(() => installation.Mails.All().Any(mail => mail.Subject.Contains("order-invoicing")), "a mail tells of it");
        (await installation.Database.Count("mt_doc_order")).ShouldBe(0);
    }

    private static void Open(JsonObject order)
    {
        order.Remove("completedAt");
        order["items"]![3]!["status"] = "Open";
    }
}
