using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>What RabbitMQ 4 asks for, and what keeps messages over a restart.</summary>
public sealed class The_topology(ITestOutputHelper output)
{
    private static readonly string[] s_names =
        ["order-invoicing", "invoice-order", "transfer-inventory", "emporix-steps", "vtex-steps", "notify-failures"];

    [Fact]
    public async Task is_durable_quorum_queues_with_explicit_delivery_limits_before_the_first_start_and_while_serving()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await Check(installation);

        await installation.RetailPro.Refuses("1001");
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"), Sample.Order("1002"), "no JSON");
        await installation.Is("Failed", "1001");
        await installation.Is("Completed", "1002");
        await installation.Broker.Holds("order-invoicing_error", 1);

        await Check(installation);
    }

    private static async Task Check(Installation installation)
    {
        var queues = (await installation.Broker.Queues()).ToDictionary(queue => queue.GetProperty("name").GetString()!);
        queues.Keys.Order().ShouldBe(s_names.Concat(s_names.Select(name => name + "_error")).Order());
        foreach (var (name, queue) in queues)
        {
            var arguments = queue.GetProperty("arguments");
            Flag(queue, "durable").ShouldBeTrue(name);
            Flag(queue, "auto_delete").ShouldBeFalse(name);
            Flag(queue, "exclusive").ShouldBeFalse(name);
            arguments.GetProperty("x-queue-type").GetString().ShouldBe("quorum", name);
            arguments.GetProperty("x-delivery-limit").GetInt32().ShouldBeGreaterThan(0, name);
            arguments.TryGetProperty("x-message-ttl", out _).ShouldBeFalse(name);
            arguments.TryGetProperty("x-max-length", out _).ShouldBeFalse(name);
            if (!name.EndsWith("_error", StringComparison.Ordinal))
            {
                arguments.GetProperty("x-dead-letter-exchange").GetString().ShouldBe(name + "_error");
            }
        }

        var passing = (await installation.Broker.Exchanges()).Where(
            exchange => !Flag(exchange, "durable") || Flag(exchange, "auto_delete"));
        passing.Select(exchange => exchange.GetProperty("name").GetString()).ShouldBeEmpty();
    }

    private static bool Flag(JsonElement json, string name) => json.GetProperty(name).GetBoolean();
}
