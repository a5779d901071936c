using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Orders;
using Invoicing.Simulators.Oms;

namespace Invoicing.Simulation;

/// <summary>
/// Publishes generated orders of every kind, out of order, more than once and some under a second number, and newer contents that the
/// generator does not have.
/// </summary>
internal sealed class Oms(Run run)
{
    private readonly List<string> _texts = [];

    /// <summary>All texts that were published, and those that a person made of them.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>What was published beside them.</summary>
    public List<string> Updates { get; } = [];

    /// <summary>Messages of so many orders, some of which come from VTEX if it takes part.</summary>
    public static (IReadOnlyList<GeneratedOrder> Messages, Marketplace Marketplace) Compose(
        int orders, int seed, bool includeLater, bool withVtex)
    {
        var messages = OrderGenerator.Generate(orders, seed, includeLater: includeLater).ToList();
        var marketplace = Marketplace.Of([.. messages.Select(message => message.Json)], seed, withVtex ? 0.6 : 0, withLostEvents: true);
        return ([.. messages.Zip(marketplace.Messages, (message, json) => message with { Json = json })], marketplace);
    }

    public void Begin(IReadOnlyList<GeneratedOrder> messages, TimeSpan over)
    {
        var random = run.Scheduler.Random;
        foreach (var message in messages)
        {
            Publish(message.Json, over * random.NextDouble());
            if (random.Next(100) < 12)
            {
                Publish(message.Json, over * random.NextDouble() * 2);
            }

            for (var json = message.Json; random.Next(100) < 12;)
            {
                json = Newer(json);
                Publish(json, over * random.NextDouble() * 2);
            }

            // Two numbers of one purchase would be one order in VTEX.
            if (random.Next(100) < 6 && !message.Json.Contains("\"vtex\"", StringComparison.Ordinal))
            {
                Publish(UnderAnotherNumber(message), over * random.NextDouble());
            }

            if (random.Next(100) < 3)
            {
                Publish(message.Json, run.Faults.Until + TimeSpan.FromDays(30));
            }
        }
    }

    /// <summary>Before their orders, after them, long after them, and some of them once more.</summary>
    public void BeginUpdates(IReadOnlyList<string> updates, TimeSpan over)
    {
        foreach (var text in updates)
        {
            Updates.Add(text);
            using var json = JsonDocument.Parse(text);
            var update = new ReceivedUpdate(
                UpdateKinds.Named(PublishedUpdate.ExchangeOf(text))!.Value, json.RootElement.Clone());
            for (var times = run.Scheduler.Chance(0.2) ? 2 : 1; times > 0; times--)
            {
                run.Scheduler.In(over * run.Scheduler.Random.NextDouble() * 2, () => run.Broker.Publish(QueueName.OrderInvoicing, update));
            }
        }
    }

    /// <summary>A person has corrected an order so: from now on this is one of its contents.</summary>
    public void IsCorrected(string text) => _texts.Add(text);

    private void Publish(string text, TimeSpan wait)
    {
        using var json = JsonDocument.Parse(text);
        var order = new ReceivedOrder(json.RootElement.Clone());
        _texts.Add(text);
        run.Scheduler.In(wait, () => run.Broker.Publish(QueueName.OrderInvoicing, order));
    }

    /// <summary>The same order of the OMS with a number that no other has: whichever comes second is a conflict without effect.</summary>
    private static string UnderAnotherNumber(GeneratedOrder message)
    {
        var number = message.OrderNo.Trim().TrimStart('#');
        var json = JsonNode.Parse(message.Json)!.AsObject();
        json["orderNo"] = $"N{(number.Length < 9 ? number : number[1..])}";
        return DraftWriter.Text(json);
    }

    /// <summary>The order as it may be after someone has corrected it: completed later, and shipped by others.</summary>
    private string Newer(string text)
    {
        var order = JsonNode.Parse(text)!.AsObject();
        if (order["completedAt"] is { } completed && DateTimeOffset.TryParse(completed.ToString(), null, out var at))
        {
            order["completedAt"] = at.AddMinutes(run.Scheduler.Random.Next(1, 500)).ToString("O", null);
        }

        if (order["items"] is JsonArray items)
        {
            foreach (var line in items.OfType<JsonObject>().Where(line => line["shippedFrom"] is not null && run.Scheduler.Chance(0.3)))
            {
                line["shippedFrom"] = run.Scheduler.Pick(Catalogue.Stores);
            }
        }

        return order.ToJsonString();
    }
}
