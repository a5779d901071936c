using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>A check that cannot fail proves nothing: every kind of difference is planted once and must be told.</summary>
public sealed class A_difference_in_the_ledger
{
    private static readonly ExpectedEnd s_end = Reference.Compute(Samples.All);

    [Fact]
    public void is_none_when_all_is_as_expected() => Differences(_ => { }).ShouldBeEmpty();

    public static TheoryData<string, string, string> Fields => new()
    {
        { "InvoicingStore", "\"SVA11\"", "Order 1042: InvoicingStore is SVA11 instead of SVA40." },
        { "OrderNo", "\"#1042\"", "Order 1042: OrderNo is #1042 instead of 1042." },
        { "CreatedDate", "\"2026-03-04T20:02:11\"", "Order 1042: CreatedDate is 2026-03-04T20:02:11 instead of 2026-03-04T14:02:11." },
        { "DeliveryType", "1", "Order 1042: DeliveryType is 1 instead of 2." },
        { "PaymentType", "1", "Order 1042: PaymentType is 1 instead of 2." },
        { "TotalAmt", "152.5001", "Order 1042: TotalAmt is 152.5001 instead of 152.50." },
        { "TotalDiscAmt", "0.01", "Order 1042: TotalDiscAmt is 0.01 instead of 0." },
        { "ShippingAmt", "2.4999999999", "Order 1042: ShippingAmt is -79228162514264337593543950335 instead of 2.50." },
        {
            "CustomerBilling.Email",
            "\"other@example.test\"",
            "Order 1042: CustomerBilling: Email is other@example.test instead of rosa@example.test." },
        { "CustomerShipping.FirstName", "\"Ros\"", "Order 1042: CustomerShipping: FirstName is Ros instead of Rosa." },
        { "CustomerShipping.NoDocument", "12345678", "Order 1042: CustomerShipping: NoDocument is 12345678 instead of 012345678." },
        { "CustomerShipping.City", "null", "Order 1042: CustomerShipping: City is  instead of Santa Tecla." },
        { "CustomerShipping.Phone", "\"\"", "Order 1042: CustomerShipping: Phone is  instead of 77001122." },
        {
            "CustomerShipping.Address2",
            "\"Apartamento\"",
            "Order 1042: CustomerShipping: Address1 \"Avenida Las Magnolias 206\" and Address2 \"Apartamento\" are not" },
        {
            "CustomerBilling.Address2",
            "\"\"",
            "Order 1042: CustomerBilling: Address1 \"Avenida Las Magnolias 206, Edificio Torr\" and Address2 \"\" are not" },
        { "CustomerBilling.Address1", "\"Avenida\"", "Order 1042: CustomerBilling: Address1 \"Avenida\" and" },
        { "CustomerBilling", "null", "Order 1042: CustomerBilling is missing." },
        { "Items", "[]", "Order 1042: the number of rows is 0 instead of 3." },
        { "Extra", "1", "Order 1042: the fields are InvoicingStore, " },
        { "Items.0.UPC", "\"8720116120009\"", "Order 1042: row 1, UPC is 8720116120009 instead of 8720116120011." },
        { "Items.0.Qty", "3", "Order 1042: row 1, Qty is 3 instead of 2." },
        { "Items.1.Price", "50.0001", "Order 1042: row 2, Price is 50.0001 instead of 50." },
        { "Items.1.OrigPrice", "49", "Order 1042: row 2, OrigPrice is 49 instead of 50." },
        { "Items.1.OrigTax", "5.7522", "Order 1042: row 2, OrigTax is 5.7522 instead of 5.75." },
        { "Items.1.Tax", "\"5.75\"", "Order 1042: row 2, Tax is -79228162514264337593543950335 instead of 5.75." },
        { "Items.2.StoreOrig", "\"SVA40\"", "Order 1042: row 3, StoreOrig is SVA40 instead of SVA11." },
        { "Items.2.StoreDest", "\"SVA40\"", "Order 1042: row 3, StoreDest is SVA40 instead of ." },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void is_told_for_every_field_of_an_invoice(string path, string value, string told)
    {
        var differences = Differences(ledger => Set(InvoiceOf(ledger, "1042")["body"]!, path, value));

        differences.ShouldHaveSingleItem().ShouldStartWith(told);
    }

    [Fact]
    public void is_told_for_an_invoice_that_is_missing() =>
        Differences(ledger => Invoices(ledger).Remove(InvoiceOf(ledger, "1042"))).ShouldBe(["Order 1042 has 0 invoices instead of one."]);

    [Fact]
    public void is_told_for_an_invoice_that_is_there_twice() =>
        Differences(ledger => Invoices(ledger).Add(InvoiceOf(ledger, "1042").DeepClone())).ShouldBe(
            ["Order 1042 has 2 invoices instead of one."]);

    [Fact]
    public void is_told_for_an_invoice_that_may_not_be() => Differences(ledger =>
    {
        foreach (var number in new[] { "1043", "7777" })
        {
            var invoice = InvoiceOf(ledger, "1042").DeepClone();
            invoice["orderNo"] = number;
            Invoices(ledger).Add(invoice);
        }
    }).ShouldBe(
        ["Order 1043 must not be invoiced (a send sale), but has 1 invoice(s).", "Order 7777 is invoiced, but was never published."]);

    [Fact]
    public void is_told_for_rows_that_were_merged_or_moved()
    {
        var differences = Differences(ledger =>
        {
            var rows = InvoiceOf(ledger, "1042")["body"]!["Items"]!.AsArray();
            var first = rows[0];
            rows.RemoveAt(0);
            rows.Add(first);
        });

        differences.ShouldContain("Order 1042: row 1, UPC is 8720116120028 instead of 8720116120011.");
    }

    [Fact]
    public void is_told_for_a_slip_that_is_missing() => Differences(ledger => Slips(ledger).RemoveAt(0))
        .ShouldBe(["Order 00000001: the slip from A27 to P22 with 1 × 8720116127799 is missing."]);

    [Fact]
    public void is_told_for_a_slip_that_is_there_twice() => Differences(ledger =>
    {
        var second = Slips(ledger)[0]!.DeepClone();
        Renumber(second, "00000099");
        Slips(ledger).Add(second);
    }).ShouldBe(["Slip 00000099 from A27 to P22 with 1 × 8720116127799 is not expected, or is there too often."]);

    [Theory]
    [InlineData("FromStore", "\"A99\"", "is not expected, or is there too often.")]
    [InlineData("ToStore", "\"A99\"", "is not expected, or is there too often.")]
    [InlineData("Items.0.Qty", "2", "TotalQty is 1 instead of the sum of its items.")]
    [InlineData("TotalQty", "2", "TotalQty is 2 instead of the sum of its items.")]
    [InlineData("CreatedDate", "\"2026-03-06T16:31:00-06:00\"", "not such as 2026-03-04T09:10:11.")]
    [InlineData("SlipNo", "\"00000002\"", "is not eight digits, or not that of its body.")]
    [InlineData("Remark", "1", "documented are SlipNo, FromStore, ToStore, CreatedDate, TotalQty, Items.")]
    public void is_told_for_every_field_of_a_slip(string path, string value, string told) =>
        Differences(ledger => Set(Slips(ledger)[0]!["body"]!, path, value)).ShouldContain(difference => difference.EndsWith(told));

    [Fact]
    public void is_told_for_a_slip_number_that_is_used_twice() => Differences(ledger =>
    {
        Renumber(Slips(ledger)[1]!, "00000001");
    }).ShouldBe(["Slip number 00000001 is used 2 times."]);

    [Fact]
    public void is_told_for_stock_that_moved_otherwise() => Differences(ledger =>
    {
        ledger["stock"]!.AsArray()[0]!["quantity"] = -2;
        ledger["stock"]!.AsArray().Add(new JsonObject { ["store"] = "A99", ["upc"] = "1", ["quantity"] = 0.5m });
        ledger["stock"]!.AsArray().Add(new JsonObject { ["store"] = "A98", ["upc"] = "1", ["quantity"] = 0 });
    }).ShouldBe(["Stock of 8720116122558 in P22 has changed by -2 instead of -1.", "Stock of 1 in A99 has changed by 0.5 instead of 0."]);

    [Fact]
    public void is_told_when_the_wrong_one_of_two_purchases_under_a_number_was_invoiced()
    {
        var first = Samples.Text("split-home.json");
        var second = first.Replace("M100002", "M900002").Replace("rosa@", "otilia@").Replace("SVA40", "B07");
        var end = Reference.Compute([first, second]);
        var ledger = PerfectLedger.Of(Reference.Compute([second])).ToJsonString();

        LedgerComparison.Compare(end, ledger).ShouldContain("Order 1042: InvoicingStore is B07 instead of SVA40.");
        LedgerComparison.Compare(end, ledger, eitherMayWin: true).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Differences(Action<JsonObject> plant)
    {
        var ledger = PerfectLedger.Of(s_end);
        plant(ledger);
        return LedgerComparison.Compare(s_end, ledger.ToJsonString());
    }

    private static JsonArray Invoices(JsonObject ledger) => ledger["invoices"]!.AsArray();

    private static JsonArray Slips(JsonObject ledger) => ledger["slips"]!.AsArray();

    private static JsonNode InvoiceOf(JsonObject ledger, string orderNo) =>
        Invoices(ledger).Single(invoice => (string?)invoice!["orderNo"] == orderNo)!;

    private static void Renumber(JsonNode slip, string number)
    {
        slip["slipNo"] = number;
        slip["body"]!["SlipNo"] = number;
    }

    private static void Set(JsonNode json, string path, string value)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            json = int.TryParse(step, out var place) ? json[place]! : json[step]!;
        }

        json[steps[^1]] = JsonNode.Parse(value);
    }
}
