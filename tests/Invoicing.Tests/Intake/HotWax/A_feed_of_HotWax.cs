using System.Text.Json.Nodes;
using Invoicing.Intake;
using Invoicing.Intake.HotWax;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.Process;

namespace Invoicing.Tests.Intake.HotWax;

public class A_feed_of_HotWax
{
    [Theory]
    [InlineData("orders.json")]
    [InlineData("orders.jsonl")]
    public async Task holds_the_same_orders_as_a_feed_of_ours(string name)
    {
        var (_, texts) = await FeedContent.Read(name.EndsWith('l') ? Lines(HotWaxSample.File) : HotWaxSample.File, name);
        var (_, ours) = await FeedContent.Read(HotWaxSample.FileOfOurs, "ours.json");

        texts.Count.ShouldBe(6);
        texts.Zip(ours).ShouldAllBe(pair => Content(pair.First) == Content(pair.Second));
        texts.Zip(ours).ShouldAllBe(pair => pair.First.Faults.Count == 0);
    }

    [Theory]
    [InlineData(HotWaxSample.Single, FeedOutcome.Accepted, "SVA11", "invoice")]
    [InlineData(HotWaxSample.Split, FeedOutcome.Accepted, "SVA40", "invoice; slip SVA11 to SVA40")]
    [InlineData(HotWaxSample.Pickup, FeedOutcome.Accepted, "SVA32", "invoice")]
    [InlineData(HotWaxSample.SendSale, FeedOutcome.AlreadyInvoiced, "SVA32", "slip SVA11 to SVA32")]
    [InlineData(HotWaxSample.OneCancelled, FeedOutcome.Accepted, "SVA40", "invoice")]
    [InlineData(HotWaxSample.Partial, FeedOutcome.Held, null, "")]
    public async Task is_previewed_as_what_would_be_sent(string name, string outcome, string? store, string requests)
    {
        var preview = await HotWaxSample.Preview(HotWaxSample.Order(name));

        (preview.Outcome, preview.Store).ShouldBe((outcome, store));
        string.Join(
            "; ",
            preview.Requests.Select(
                request => request.Step == "slip" ? $"slip {request.FromStore} to {request.ToStore}" : request.Step)).ShouldBe(requests);
        preview.Warnings.ShouldBeEmpty();
        preview.Requests.ShouldAllBe(request => request.Built.Body != null);
    }

    [Theory]
    [InlineData("""{"orderNo":"1","orderName":"#2","shipments":[]}""", nameof(FeedFormat.Auto), false)]
    [InlineData("""{"orderName":"#2","ORDERNO":"1","shipments":[]}""", nameof(FeedFormat.Auto), false)]
    [InlineData("""{"orderId":"M1","items":[]}""", nameof(FeedFormat.Auto), false)]
    [InlineData("""[{"orderName":"#2"}]""", nameof(FeedFormat.Auto), false)]
    [InlineData("""{"orderId":"M1","orderName":"#2"}""", nameof(FeedFormat.Auto), true)]
    [InlineData("""{"orderId":"M1","shipments":[{"orderNo":"1"}]}""", nameof(FeedFormat.Auto), true)]
    [InlineData("""{"orderStatusId":"ORDER_COMPLETED"}""", nameof(FeedFormat.Auto), true)]
    [InlineData("""{"\ud800 half of a name":1,"ship\u006dents":[]}""", nameof(FeedFormat.Auto), true)]
    [InlineData("""{"\ud800 half of a name":1,"orderNo":"1"}""", nameof(FeedFormat.Auto), false)]
    [InlineData("""{"orderName":"#2","shipments":[]}""", nameof(FeedFormat.Invoicing), false)]
    [InlineData("""{"orderNo":"1"}""", nameof(FeedFormat.HotWax), true)]
    public void is_recognised_where_there_is_no_doubt(string json, string format, bool isHotWax) =>
        Invoicing.Intake.HotWax.HotWaxFeed.IsHotWax(System.Text.Encoding.UTF8.GetBytes(json), Enum.Parse<FeedFormat>(format))
            .ShouldBe(isHotWax);

    [Fact]
    public async Task may_stand_beside_orders_of_ours_and_what_is_none()
    {
        var ours = JsonNode.Parse(HotWaxSample.FileOfOurs)![0]!.ToJsonString();
        var (_, texts) = await FeedContent.Read($"[{ours}, {HotWaxSample.Order(HotWaxSample.Split).ToJsonString()}, 17]", "feed.json");

        texts.Select(text => text.Problem).ShouldAllBe(problem => problem == null);
        FeedContent.Told(texts[0]).ShouldBe($"1: {ours}");
        HotWaxSample.Read(texts[1]).OrderNo.ShouldBe("2002");
        FeedContent.Told(texts[2]).ShouldBe("1: 17");
    }

    [Fact]
    public async Task in_csv_is_ours_whatever_the_setting()
    {
        var (_, texts) = await FeedContent.Read(
            "orderNo,orderId,item.upc\n1042,M1,87\n",
            "orders.csv",
            new FeedSettings { Format = FeedFormat.HotWax });

        texts.ShouldHaveSingleItem().Problem.ShouldBeNull();
        HotWaxSample.Read(texts[0]).OrderNo.ShouldBe("1042");
    }

    [Theory]
    [InlineData("""{"orderId":"10","shipments":[]}""", "orderName is missing, by which a HotWax order is told, such as #1042")]
    [InlineData(
        """{"orderName":" ","orderStatusId":"ORDER_COMPLETED"}""",
        "orderName is missing, by which a HotWax order is told, such as #1042")]
    [InlineData(
        """{"orderName":"#10","orderItemSeqId":"00101","itemStatusId":"ITEM_COMPLETED"}""",
        "is one item of a HotWax order (orderItemSeqId without shipments), an order with its shipments is expected")]
    public async Task says_why_an_order_is_none(string json, string told) =>
        (await HotWaxSample.Text(JsonNode.Parse(json)!)).Problem!.ShouldStartWith(told);

    [Fact]
    public async Task of_one_order_exported_in_another_sequence_is_the_same_order()
    {
        var order = HotWaxSample.Order(HotWaxSample.Split);
        var turned = HotWaxSample.Order(HotWaxSample.Split);
        turned["shipments"] = new JsonArray([.. turned["shipments"]!.AsArray().Reverse().Select(shipment => shipment!.DeepClone())]);
        foreach (var shipment in turned["shipments"]!.AsArray())
        {
            shipment!["shipmentItems"] = new JsonArray(
                [.. shipment["shipmentItems"]!.AsArray().Reverse().Select(item => item!.DeepClone())]);
        }

        Content(await HotWaxSample.Text(turned)).ShouldBe(Content(await HotWaxSample.Text(order)));
    }

    private static string Content(OrderText text) => Fingerprints.OfContent(HotWaxSample.Read(text));

    private static string Lines(string array) => string.Join('\n', JsonNode.Parse(array)!.AsArray().Select(order => order!.ToJsonString()));
}
