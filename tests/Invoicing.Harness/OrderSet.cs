using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Oms;

namespace Invoicing.Harness;

/// <summary>Messages of the OMS in publishing order, and what the reference expects of them.</summary>
internal sealed class OrderSet
{
    private OrderSet(IReadOnlyList<string> messages)
    {
        Messages = messages;
        Expected = Reference.Compute(messages);
    }

    public IReadOnlyList<string> Messages { get; }

    public ExpectedEnd Expected { get; }

    /// <summary>Calls to Retail Pro when none has to be repeated.</summary>
    public int ExpectedCalls => Expected.Orders.Values.Sum(order => (order.Invoice is null ? 0 : 1) + order.Slips.Count);

    /// <summary>Good and bad ones of every kind, unreadable messages too.</summary>
    /// <param name="withLater">With the kinds that were added later.</param>
    public static OrderSet Generated(int count, int seed, bool withLater = false) =>
        new([.. OrderGenerator.Generate(count, seed, includeUnreadable: true, withLater).Select(order => order.Json)]);

    /// <summary>Only orders that must end well.</summary>
    public static OrderSet Sound(int count, int seed) => new([.. OrderGenerator.Generate(count * 2, seed)
        .Where(order => order.Kind < OrderKind.Held).Select(order => order.Json).Take(count)]);

    public static OrderSet Of(params string[] messages) => new(messages);
}

/// <summary>Single orders, made from the sample of a split order: stores SVA40 (invoices) and SVA11.</summary>
internal static class Sample
{
    public static string Order(string orderNo, Action<JsonObject>? change = null)
    {
        var order = JsonNode.Parse(Samples.Text("split-home.json"))!.AsObject();
        order["orderNo"] = orderNo;
        order["orderId"] = $"M{orderNo}";
        change?.Invoke(order);
        return order.ToJsonString();
    }

    /// <summary>One store, so that there is no slip.</summary>
    public static string SingleStore(string orderNo) => SingleStore(orderNo, _ => { });

    public static string SingleStore(string orderNo, Action<JsonObject> change) => Order(orderNo, order =>
    {
        foreach (var item in order["items"]!.AsArray().Where(item => (string?)item!["status"] == "Fulfilled"))
        {
            item!["shippedFrom"] = "SVA40";
        }

        change(order);
    });
}
