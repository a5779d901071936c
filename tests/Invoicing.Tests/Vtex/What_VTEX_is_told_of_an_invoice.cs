using Invoicing.Systems;
using Invoicing.Vtex;
using FailureKind = Invoicing.Contracts.FailureKind;

namespace Invoicing.Tests.Vtex;

public class What_VTEX_is_told_of_an_invoice
{
    [Fact]
    public void is_the_sale_with_its_time_its_value_and_one_entry_a_SKU()
    {
        var decided = Decide(SomeVtex.Request(), SomeVtex.InVtex());

        decided.Body!.Value.GetRawText().ShouldBe(
            """
            {"type":"Output","issuanceDate":"2026-03-04T09:10:11-06:00","invoiceNumber":"INV000001","invoiceValue":"7350",
            "invoiceKey":null,"invoiceUrl":null,"embeddedInvoice":null,"courier":"","trackingNumber":"","trackingUrl":"",
            "dispatchedDate":null,"items":[{"id":"5501","price":3500,"quantity":2}]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void has_one_price_for_lines_of_one_SKU_and_keeps_the_value_exact()
    {
        var decided = Decide(SomeVtex.Request(10100, new("5501-UPC", 5100, 1), new("R1", 5000, 1)), SomeVtex.InVtex(value: 10100));

        decided.Body!.Value.GetProperty("items").GetRawText().ShouldBe("""[{"id":"5501","price":5050,"quantity":2}]""");
        decided.Body!.Value.GetProperty("invoiceValue").GetString().ShouldBe("10100");
        decided.RoundingDelta.ShouldBe(0);

        Decide(SomeVtex.Request(10001, new("5501-UPC", 5001, 1), new("R1", 5000, 1)), SomeVtex.InVtex(value: 10001))
            .ShouldSatisfyAllConditions(
                odd => odd.Body!.Value.GetProperty("items")[0].GetProperty("price").GetInt64().ShouldBe(5001),
                odd => odd.RoundingDelta.ShouldBe(-1));
    }

    [Fact]
    public void is_nothing_where_VTEX_has_it_already() =>
        Decide(SomeVtex.Request(), SomeVtex.InVtex("invoiced", 7350, SomeVtex.Package("INV000001", 7350, 2)))
            .Result!.Outcome.ShouldBe(CallOutcome.Done);

    [Theory]
    [InlineData(7000, "Output", "of type Output and value 7000; ours is of type Output and value 7350")]
    [InlineData(7350, "Input", "of type Input and value 7350; ours is of type Output")]
    public void is_nothing_where_another_invoice_has_its_number(long value, string type, string said)
    {
        var result = Decide(SomeVtex.Request(), SomeVtex.InVtex("handling", 7350, SomeVtex.Package("INV000001", value, 1, type))).Result!;

        (result.Outcome, result.Refusal).ShouldBe((CallOutcome.Refused, FailureKind.NumberTaken));
        result.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("canceled", "cancelled in VTEX")]
    [InlineData("request-cancel", "cancelled in VTEX")]
    [InlineData("invoiced", "somebody else has invoiced it there")]
    public void is_nothing_where_the_status_forbids_it(string status, string said)
    {
        var result = Decide(SomeVtex.Request(), SomeVtex.InVtex(status)).Result!;

        (result.Outcome, result.Refusal).ShouldBe((CallOutcome.Refused, FailureKind.Refused));
        result.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("payment-pending")]
    [InlineData("payment-approved")]
    [InlineData("ready-for-handling")]
    [InlineData("window-to-cancel")]
    [InlineData("brand-new-status")]
    [InlineData("invoice")]
    public void waits_for_a_status_that_allows_it(string status)
    {
        var result = Decide(SomeVtex.Request(), SomeVtex.InVtex(status)).Result!;

        result.Outcome.ShouldBe(CallOutcome.NoEffect);
        result.Message.ShouldContain(status);
    }

    [Theory]
    [InlineData("handling")]
    [InlineData("ready-for-invoicing")]
    [InlineData("waiting-seller-handling")]
    public void is_sent_in_the_statuses_that_allow_it(string status) =>
        Decide(SomeVtex.Request(), SomeVtex.InVtex(status)).Result.ShouldBeNull();

    [Fact]
    public void is_sent_between_two_parts_when_VTEX_falls_back_to_the_payment() =>
        Decide(SomeVtex.Request(3350, new VtexRequestLine("R1", 3350, 1)), SomeVtex.InVtex(
            "payment-approved", 7350, SomeVtex.Package("INV000000", 4000))).Result.ShouldBeNull();

    [Fact]
    public void is_nothing_where_it_would_be_more_than_the_order()
    {
        var result = Decide(SomeVtex.Request(3351, new VtexRequestLine("R1", 3351, 1)), SomeVtex.InVtex(
            "handling", 7350, SomeVtex.Package("INV000000", 4000))).Result!;

        result.Outcome.ShouldBe(CallOutcome.Refused);
        result.Message.ShouldContain("3351");
        result.Message.ShouldContain("7350, of which 4000 are invoiced");
    }

    [Fact]
    public void is_nothing_where_more_units_are_invoiced_than_ordered()
    {
        var result = Decide(SomeVtex.Request(3000, new VtexRequestLine("R1", 1500, 2)), SomeVtex.InVtex(
            "handling", 7350, SomeVtex.Package("INV000000", 4000))).Result!;

        result.Outcome.ShouldBe(CallOutcome.Refused);
        result.Message.ShouldContain("of SKU 5501 2 are on the invoice, 2 were ordered and 1 invoiced");
    }

    [Fact]
    public void is_nothing_while_VTEX_s_workflow_is_in_error() =>
        Decide(SomeVtex.Request(), SomeVtex.InVtex() with { WorkflowIsInError = true }).Result!.Message.ShouldContain("workflow");

    [Fact]
    public void waits_while_VTEX_knows_a_later_change_of_the_order()
    {
        var completed = SomeVtex.InvoicedAt;
        var order = SomeVtex.InVtex() with { ChangesAttachment = new([new(new(completed.AddHours(1).ToString("O")))]) };

        Decide(SomeVtex.Request() with { ChangedUntil = completed }, order).Result!.Outcome.ShouldBe(CallOutcome.NoEffect);
        Decide(SomeVtex.Request() with { ChangedUntil = completed.AddHours(2) }, order).Result.ShouldBeNull();
    }

    [Fact]
    public void names_a_UPC_that_VTEX_s_order_does_not_have()
    {
        var result = Decide(SomeVtex.Request(7350, new VtexRequestLine("unknown", 3500, 2)), SomeVtex.InVtex()).Result!;

        (result.Outcome, result.Refusal).ShouldBe((CallOutcome.Refused, FailureKind.InvalidData));
        result.Message.ShouldContain("UPC 'unknown' is neither ean nor refId");
        result.Message.ShouldContain("Vtex:Accounts:acme:Skus");
        Decide(SomeVtex.Request(7350, new VtexRequestLine("unknown", 3500, 2)), SomeVtex.InVtex(), new() { Skus = { ["unknown"] = "5501" } })
            .Body!.Value.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe("5501");
    }

    [Fact]
    public void names_a_UPC_that_stands_for_several_SKUs()
    {
        var order = SomeVtex.InVtex() with { Items = [new("5501", "1", null, 2), new("5502", "1", null, 2)] };

        Decide(SomeVtex.Request(7350, new VtexRequestLine("1", 3500, 2)), order).Result!.Message.ShouldContain("(5501, 5502)");
    }

    [Theory]
    [InlineData("""{"status":"handling","value":7350.0,"items":[null,{"id":"5501","ean":"5501-UPC","quantity":2}],"packageAttachment":null}""")]
    [InlineData("""
        {"status":"handling","value":"7350","items":[{"id":"5501","ean":"5501-UPC","quantity":2.0}],"changesAttachment":{"changesData":[null]},
        "packageAttachment":{"packages":[null,{"invoiceNumber":null,"invoiceValue":null,"type":null,"items":[null]}]}}
        """)]
    public void can_be_told_whatever_else_is_null_in_VTEX_s_order(string json) =>
        Decide(SomeVtex.Request() with { ChangedUntil = SomeVtex.InvoicedAt }, VtexOrder.Read(json).ShouldNotBeNull()).Result.ShouldBeNull();

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"status":"handling"}""")]
    [InlineData("""{"status":"handling","value":1e40}""")]
    [InlineData("""{"status":7,"value":1}""")]
    [InlineData("not JSON")]
    public void cannot_be_told_of_what_is_no_order(string json) => VtexOrder.Read(json).ShouldBeNull();

    [Fact]
    public void is_found_also_behind_a_return_of_the_same_number() => Decide(SomeVtex.Request(), SomeVtex.InVtex(
        "invoiced", 7350, SomeVtex.Package("INV000001", 100, 1, "Input"), SomeVtex.Package("INV000001", 7350, 2)))
        .Result!.Outcome.ShouldBe(CallOutcome.Done);

    private static VtexDecision Decide(VtexRequest request, VtexOrder order, VtexAccountSettings? account = null) =>
        VtexInvoice.Decide(request, order, account ?? new());
}
