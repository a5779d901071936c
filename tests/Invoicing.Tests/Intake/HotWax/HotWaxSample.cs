using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Intake;
using Invoicing.Intake.HotWax;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Intake.HotWax;

/// <summary>The orders of the sample feed, as they are or changed.</summary>
internal static class HotWaxSample
{
    public const string Single = "#2001";
    public const string Split = "#2002";
    public const string Pickup = "#2003";
    public const string SendSale = "#2004";
    public const string OneCancelled = "#2005";
    public const string Partial = "#2006";

    private static readonly RetailProSettings s_retailPro = new();
    private static readonly FeedSettings s_feeds = new();

    public static string File { get; } = System.IO.File.ReadAllText(Repository.Path("tests/samples/feeds/hotwax.json"));

    public static string FileOfOurs { get; } = System.IO.File.ReadAllText(Repository.Path("tests/samples/feeds/hotwax-as-ours.json"));

    public static JsonObject Order(string name) =>
        JsonNode.Parse(File)!.AsArray().Select(order => order!.AsObject()).Single(order => (string?)order["orderName"] == name);

    public static JsonObject Item(this JsonObject order, int index) =>
        order["shipments"]!.AsArray().SelectMany(shipment => shipment!["shipmentItems"]!.AsArray()).ElementAt(index)!.AsObject();

    public static void Append(this JsonObject owner, string array, string json) => owner[array]!.AsArray().Add(JsonNode.Parse(json));

    public static async Task<OrderText> Text(JsonNode order, FeedSettings? settings = null) =>
        (await FeedContent.Read($"[{order.ToJsonString()}]", "feed.json", settings)).Texts.ShouldHaveSingleItem();

    public static async Task<OrderPreview> Preview(JsonNode order, FeedSettings? settings = null, RetailProSettings? retailPro = null) =>
        OrderPreview.Of(
            await Text(order, settings),
            new InvoicingSettings(),
            [new RetailProPlanner(new(), retailPro ?? s_retailPro)],
            DateTimeOffset.MaxValue);

    /// <summary>The same without a file.</summary>
    public static OrderPreview PreviewOfElement(string json)
    {
        var text = HotWaxFeed.Translate(new OrderText("feed.json", Encoding.UTF8.GetBytes(json)), s_feeds);
        return OrderPreview.Of(text, new InvoicingSettings(), [new RetailProPlanner(new(), s_retailPro)], DateTimeOffset.MaxValue);
    }

    public static async Task<Order> Read(string name, Action<JsonObject> change, FeedSettings? settings = null)
    {
        var order = Order(name);
        change(order);
        return Read(await Text(order, settings));
    }

    public static Order Read(OrderText text)
    {
        text.Problem.ShouldBeNull();
        return text.Read(TimeZoneInfo.FindSystemTimeZoneById(s_retailPro.TimeZone), DateTimeOffset.MaxValue).Order.ShouldNotBeNull();
    }

    /// <summary>What is wrong with an order.</summary>
    public static async Task<string> Faults(string name, Action<JsonObject> change, FeedSettings? settings = null)
    {
        var order = Order(name);
        change(order);
        return string.Join("; ", (await Preview(order, settings)).Faults);
    }
}
