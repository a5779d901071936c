using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Storage;

/// <summary>Documents as the first version wrote them, each beside the same situation of today.</summary>
public class Documents_of_the_first_version
{
    private static readonly Order SendSale = Some.SplitOrder with { SalesChannel = "POS", SoldAtStore = "SVA40" };

    private static readonly Dictionary<string, Func<Flow>> Situations = new()
    {
        ["invoicing"] = () => new Flow().Arrives(Some.SplitOrder),
        ["transferring"] = () => new Flow().Arrives(Some.SplitOrder).Invoiced(),
        ["completed"] = () => new Flow().Arrives(Some.SplitOrder).Invoiced().Transferred(),
        ["completed-without-document-number"] = () => new Flow().Arrives(Some.SplitOrder).Invoiced(null).Transferred(),
        ["failed"] = () => new Flow().Arrives(Some.SplitOrder).InvoiceFails(),
        ["slip-failed"] = () => new Flow().Arrives(Some.SplitOrder).Invoiced().TransferFails(),
        ["deferred"] = () => new Flow().Arrives(Some.SplitOrder).InvoiceDeferred(unknown: true),
        ["held"] = () => new Flow().Arrives(
            Some.SplitOrder with { CompletedAt = null, Items = [Some.Line(1, "SVA11"), Some.Line(2, null, Order.Open)] }),
        ["nothing-to-invoice"] = () => new Flow().Arrives(Some.Order(Some.Line(1, null, Order.Cancelled))),
        ["dismissed"] = () => new Flow().Arrives(Some.SplitOrder).Decide(new DismissOrder("ana", "test")),
        ["on-hold"] = () => new Flow().Arrives(Some.SplitOrder).Decide(new HoldOrder("ana", "test")),
        ["pending-content"] = () =>
            new Flow().Arrives(Some.SplitOrder).Arrives(Some.SplitOrder with { CompletedAt = Some.Now, Total = 61 }, callOpen: true),
        ["corrected"] = Corrected,
        ["send-sale"] = () => new Flow().Arrives(SendSale),
        ["send-sale-completed"] = () => new Flow().Arrives(SendSale).Transferred(),
        ["send-sale-without-store"] = () => new Flow().Arrives(SendSale with { SoldAtStore = null }),
        ["mapped-stores"] = () => new Flow(retailPro: new() { Stores = { ["*"] = "*", ["SVA11"] = "S11" } }).Arrives(Some.SplitOrder)
            .Invoiced(),
    };

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Repository.Path("tests/samples/shipped-documents"))
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void is_read_as_the_same_situation_is_written_today(string name)
    {
        var read = ShippedDocuments.Read(File.ReadAllBytes(Repository.Path($"tests/samples/shipped-documents/{name}.json")));

        var (upgraded, today) = (Written(read), Written(Situations[name]().Row));
        JsonNode.DeepEquals(upgraded, today).ShouldBeTrue($"{upgraded}\n{today}");
        Situations[name]().Row.State.ShouldBe(read.State);
    }

    [Theory]
    [InlineData("held", "Invoicing")]
    [InlineData("failed", "Invoicing")]
    [InlineData("completed", "Completed")]
    [InlineData("pending-content", "Invoicing")]
    public void that_lacks_what_was_added_since_goes_on(string name, string expected)
    {
        var read = ShippedDocuments.Read(
            File.ReadAllBytes(Repository.Path($"tests/samples/shipped-documents/without-other-ids/{name}.json")));
        var newer = Some.SplitOrder with { OrderId = read.OmsId, CompletedAt = Some.Now, Total = 61 };

        var rules = new ProcessRules(new(), [new RetailProPlanner(new(), new())], () => null);
        var after = rules.Decide(read, new OrderArrived(newer), Some.Now, new NumberPool(["00000731"]));

        after.State.ToString().ShouldBe(expected);
        after.OmsIds.ShouldBe(["M1"]);
        JsonNode.DeepEquals(Written(read), Written(ShippedDocuments.Read(Encoding.UTF8.GetBytes(Written(read).ToJsonString()))))
            .ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void is_what_is_written_so_that_the_first_version_can_read_it(string name)
    {
        var document = File.ReadAllBytes(Repository.Path($"tests/samples/shipped-documents/{name}.json"));

        foreach (var process in new[] { ShippedDocuments.Read(document), Situations[name]().Row })
        {
            var written = JsonNode.Parse(ShippedDocuments.Write(process));
            JsonNode.DeepEquals(written, JsonNode.Parse(document)).ShouldBeTrue($"{written}");
        }
    }

    [Fact]
    public void one_with_a_step_of_another_system_is_read_as_it_is_written()
    {
        var row = new Flow().Arrives(Some.SplitOrder).Invoiced().Row;
        var told = new Step {
            Key = new("market", "tell", "7"),
            Name = "market/tell/7",
            After = ["invoice"],
            Status = StepStatus.Waiting,
            Attempt = 0 };
        row = row with { Steps = [.. row.Steps, told] };

        JsonNode.DeepEquals(Written(ShippedDocuments.Read(ShippedDocuments.Write(row))), Written(row)).ShouldBeTrue();
    }

    [Fact]
    public void one_of_a_newer_version_is_not_taken_for_an_empty_one() => Should.Throw<InvalidOperationException>(
        () => ShippedDocuments.Read(JsonSerializer.SerializeToUtf8Bytes(
            new Flow().Arrives(Some.SplitOrder).Row with { Format = OrderProcess.PresentFormat + 1 }, ProcessJson.Default.OrderProcess)))
        .Message.ShouldContain("newer version");

    private static Flow Corrected()
    {
        var flow = new Flow().Arrives(Some.SplitOrder).InvoiceFails();
        return flow.Decide(new CorrectOrder(
            flow.Row.Content with { Total = 62 }, Fingerprints.OfContent(flow.Row.Content), ["total"], "ana", "test"));
    }

    private static JsonNode Written(OrderProcess row) => JsonSerializer.SerializeToNode(row, ProcessJson.Default.OrderProcess)!;
}
