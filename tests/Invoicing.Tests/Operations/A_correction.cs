using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Tests.Operations;

public class A_correction
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void of_nothing_changes_nothing()
    {
        var order = Read(File.ReadAllText(Repository.Path("tests/Invoicing.Tests/Contracts/Samples/OrderCompleted.json")));

        var correction = OrderCorrection.Of(order, new JsonArray(), Zone, Now);

        correction.Differences.ShouldBeEmpty();
        Fingerprints.OfContent(correction.Corrected).ShouldBe(correction.Base);
    }

    [Fact]
    public void names_what_differs_as_faults_name_it()
    {
        var order = Read(
            """{"orderNo":"#1042","total":5,"billing":{"email":"a"},"items":[{"lineNo":1,"upc":"1"},{"lineNo":2,"upc":"2"}]}""");

        var correction = Corrected(order, """[{"op":"replace","path":"/items/1/upc","value":"9"},{"op":"remove","path":"/billing"},{"op":"add","path":"/discount","value":1.5}]""");

        correction.Differences.ShouldBe(
            [new("billing.email", "\"a\"", null), new("items[1].upc", "\"2\"", "\"9\""), new("discount", null, "1.5")],
            ignoreOrder: true);
        (correction.Corrected.Items[1].Upc, correction.Corrected.Billing, correction.Corrected.Discount).ShouldBe(("9", null, 1.5m));
    }

    [Fact]
    public void keeps_the_number_as_it_was_written()
    {
        var corrected = Corrected(Read("""{"orderNo":"#1042","total":5}"""), """[{"op":"replace","path":"/total","value":6}]""").Corrected;

        (corrected.OrderName, corrected.OrderNo).ShouldBe(("#1042", "1042"));
    }

    [Fact]
    public void mends_what_could_not_be_read_only_at_its_place()
    {
        var order = Read("""{"orderNo":"1","discount":"much","shipping":"free"}""");

        var corrected = Corrected(order, """[{"op":"add","path":"/discount","value":0}]""").Corrected;

        corrected.Unreadable.Select(fault => fault.Field).ShouldBe(["shipping"]);
    }

    [Fact]
    public void that_cannot_be_read_is_a_fault_of_the_order() =>
        Corrected(Read("""{"orderNo":"1"}"""), """[{"op":"add","path":"/total","value":"much"}]""").Corrected.Unreadable
            .ShouldHaveSingleItem()
            .Field
            .ShouldBe("total");

    private static OrderCorrection Corrected(Order order, string patch) => OrderCorrection.Of(order, JsonNode.Parse(patch), Zone, Now);

    private static Order Read(string json) => OrderReader.Read(JsonDocument.Parse(json).RootElement, Zone, Now);
}
