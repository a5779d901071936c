using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Host;

public class The_json_of_an_order
{
    private static readonly string[] Properties =
        ["orderNo", "orderId", "state", "invoicingStore", "electionReason", "invoice", "transfers", "steps", "warnings", "failures", "timeline"];

    private readonly Flow _flow = new();

    [Fact]
    public void has_these_properties_in_every_state()
    {
        Json(_flow.Arrives(Some.Order(Some.Line(1, null, "Open")))).Select(property => property.Key).ShouldBe(Properties);
        Json(_flow.Arrives(Some.SplitOrder).Invoiced()).Select(property => property.Key).ShouldBe(Properties);
    }

    [Fact]
    public void tells_the_election_the_invoice_and_the_slips()
    {
        var json = Json(_flow.Arrives(Some.SplitOrder with { OrderId = "M7" }).Invoiced("INV1"));

        json["orderNo"]!.ToString().ShouldBe("1042");
        json["orderId"]!.ToString().ShouldBe("M7");
        json["state"]!.ToString().ShouldBe("Transferring");
        json["invoicingStore"]!.ToString().ShouldBe("SVA11");
        json["electionReason"]!.ToString().ShouldStartWith("first to ship");
        json["invoice"]!["documentNo"]!.ToString().ShouldBe("INV1");
        json["invoice"]!["at"]!.GetValue<DateTimeOffset>().ShouldBe(_flow.Now);
        json["transfers"]!.ToJsonString().ShouldBe(
            """[{"slipNo":"00000731","fromStore":"SVA40","toStore":"SVA11","state":"Sent","items":[{"upc":"8720116120028","quantity":1}]}]""");
    }

    [Fact]
    public void a_slip_has_one_item_a_product_without_trailing_zeros()
    {
        var json = Json(_flow.Arrives(Some.Order(
            Some.Line(1, "SVA11"), Some.Line(2, "SVA40", hour: 9, quantity: 1.500m), Some.Line(3, "SVA40", hour: 9, quantity: 2.5m), Some
                .Line(4, "SVA40", "Cancelled"))).Invoiced());

        json["transfers"]![0]!["items"]!.ToJsonString().ShouldBe("""[{"upc":"8720116120011","quantity":4}]""");
    }

    [Fact]
    public void there_is_no_invoice_before_retail_pro_has_accepted_it() => Json(_flow.Arrives(Some.Order()))["invoice"].ShouldBeNull();

    [Fact]
    public void a_send_sale_was_invoiced_where_it_was_sold()
    {
        var json = Json(_flow.Arrives(Some.Order() with { SalesChannel = "POS", SoldAtStore = "SVB02" }));

        json["invoicingStore"]!.ToString().ShouldBe("SVB02");
        json["invoice"].ShouldBeNull();
        json["transfers"]![0]!["toStore"]!.ToString().ShouldBe("SVB02");
    }

    [Fact]
    public void a_failed_step_is_told_with_all_its_attempts()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred().Resumes().InvoiceFails();

        var json = Json(
            _flow,
            Stored.Item("deferred", """{"step":"invoice","attempt":1,"reason":"503"}"""),
            Stored.Item("deferred", """{"step":"slip/00000001","attempt":1}"""),
            Stored.Item("person needed", """{"step":"invoice","kind":"Refused","attempt":2}"""));

        var failure = json["failures"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        failure.Select(property => property.Key).ShouldBe(["step", "kind", "message", "at", "attempt", "attempts"]);
        failure["step"]!.ToString().ShouldBe("invoice");
        failure["kind"]!.ToString().ShouldBe("Refused");
        failure["message"]!.ToString().ShouldBe("refused");
        failure["at"]!.GetValue<DateTimeOffset>().ShouldBe(_flow.Now);
        failure["attempts"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void what_was_mended_is_no_failure_any_more() =>
        Json(_flow.Arrives(Some.Order()).InvoiceFails(FailureKind.NoAnswer).Invoiced())["failures"]!.AsArray().ShouldBeEmpty();

    [Fact]
    public void warnings_come_from_the_order_and_from_its_calls_each_once()
    {
        _flow.Arrives(Some.Order()).Invoiced().Later(TimeSpan.FromHours(1))
            .Arrives(Some.Order() with { CompletedAt = _flow.Now, Total = 99 });

        var warnings = Json(_flow, Stored.Call(), Stored.Call(), Stored.Item("other", """{"warnings":["no call"]}"""))["warnings"]!
            .AsArray();

        warnings.Count.ShouldBe(2);
        warnings[0]!.ToString().ShouldContain("invoice holds the earlier content");
        warnings[1]!.ToString().ShouldBe("address1 was cut");
    }

    [Fact]
    public void the_timeline_holds_the_details_beside_what_happened()
    {
        var item = Json(
            _flow.Arrives(Some.Order()),
            Stored.Call(),
            Stored.Item("x", """{"at":1,"what":2,"state":3,"a":4}""", OrderState.Held))["timeline"]!.AsArray();

        item[0]!["at"]!.GetValue<DateTimeOffset>().ShouldBe(Some.Now);
        item[0]!["what"]!.ToString().ShouldBe("called");
        item[0]!["request"]!["OrderNo"]!.ToString().ShouldBe("1042");
        item[0]!["answer"]!.ToString().ShouldContain("Rosa");
        item[0]!["tries"]!.GetValue<int>().ShouldBe(2);
        item[1]!.AsObject().Select(property => property.Key).ShouldBe(["at", "what", "state", "a"]);
    }

    [Fact]
    public void names_are_readable() =>
        JsonSerializer.Serialize(
            OrderDetails.Of(Stored.Of(_flow.Arrives(Some.Order() with { OrderId = "Usulután <1>" })), [new RetailProPlanner(new(), new())]),
            OrderDetailsJson.Readable.OrderDetails)
            .ShouldContain("Usulután <1>");

    private static JsonObject Json(Flow flow, params TimelineItem[] timeline) =>
        JsonNode.Parse(JsonSerializer.Serialize(
            OrderDetails.Of(Stored.Of(flow, timeline), [new RetailProPlanner(new(), new())]),
            OrderDetailsJson.Readable.OrderDetails))!.AsObject();
}
