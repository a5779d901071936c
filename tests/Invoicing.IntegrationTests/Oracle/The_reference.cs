using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>The reference, held against what a person reads out of the three samples.</summary>
public sealed class The_reference
{
    [Fact]
    public void invoices_the_sample_of_document_002_at_the_store_that_shipped_first()
    {
        var order = Sample("document-002-sample.json");

        (order.OrderNo, order.State, order.InvoicingStore).ShouldBe(("00000001", "Completed", "P22"));
        var invoice = order.Invoice.ShouldNotBeNull();
        (invoice.CreatedDate, invoice.DeliveryType, invoice.PaymentType, invoice.Total, invoice.Discount, invoice.Shipping)
            .ShouldBe(("2023-03-20T11:29:00", 1, 1, 40, 10, 0));
        invoice.Rows.ShouldBe([
            new("8720116122558", 50, 5.75m, 40, 4.60m, 1, "P22", "A36"),
            new("8720116127799", 50, 5.75m, 40, 4.60m, 1, "A27", "A36"),
        ]);
        invoice.Billing.ShouldBe(new Person(
            "Alan", "Ventura", "alan.ventura@ejje.com", "Colonia San Francisco", "Calle las Camelias, #75", "San Salvador", "El Salvador", "039583310", "23251988"));
        Slips(order).ShouldBe(["from A27 to P22 with 1 × 8720116127799"]);
        order.Stock.ShouldBe([new("P22", "8720116122558", -1), new("A27", "8720116127799", -1)]);
    }

    [Fact]
    public void merges_a_product_on_the_slip_and_leaves_out_what_is_cancelled()
    {
        var order = Sample("split-home.json");

        (order.OrderNo, order.State, order.InvoicingStore).ShouldBe(("1042", "Completed", "SVA40"));
        var invoice = order.Invoice.ShouldNotBeNull();
        (invoice.CreatedDate, invoice.DeliveryType, invoice.PaymentType, invoice.Total, invoice.Discount, invoice.Shipping)
            .ShouldBe(("2026-03-04T14:02:11", 2, 2, 152.50m, 0, 2.50m));
        invoice.Rows.Select(row => (row.Upc, row.Quantity, row.Price, row.StoreOrig, row.StoreDest)).ShouldBe([
            ("8720116120011", 2, 30, "SVA11", ""), ("8720116120028", 1, 50, "SVA40", ""), ("8720116120011", 1, 40, "SVA11", ""),
        ]);
        Slips(order).ShouldBe(["from SVA11 to SVA40 with 3 × 8720116120011"]);
    }

    [Fact]
    public void moves_only_the_stock_of_a_send_sale()
    {
        var order = Sample("pos-send-sale.json");

        (order.OrderNo, order.State, order.InvoicingStore, order.Invoice).ShouldBe(("1043", "Completed", "SVA32", null));
        Slips(order).ShouldBe(["from SVA11 to SVA32 with 2 × 8720116120004"]);
        order.Stock.ShouldBe([new("SVA11", "8720116120004", -2), new("SVA32", "8720116120004", 2)]);
    }

    [Theory]
    [InlineData("""{"orderNo":"#"}""")]
    [InlineData("""{"orderId":"M1"}""")]
    [InlineData("""{"orderNo":"1042",""")]
    [InlineData("[]")]
    public void counts_what_no_order_can_be_kept_for(string message) => Reference.Compute([message]).ShouldSatisfyAllConditions(
        end => end.Orders.ShouldBeEmpty(),
        end => end.IntakeErrors.ShouldBe(1));

    [Fact]
    public void names_every_field_that_is_wrong()
    {
        var text = Samples.Text("split-home.json")
            .Replace("\"rosa@example.test\"", "\"\"").Replace("\"total\": 152.50", "\"total\": 999999.99995")
            .Replace("\"quantity\": 2", "\"quantity\": \"two\"").Replace("\"ECOM\"", "\"ECOM\", \"completedAt\": 7");

        var order = Reference.Compute([text]).Orders["1042"];

        order.State.ShouldBe("Failed");
        order.Faults.ShouldBe(["billing.email", "deliverTo.email", "total", "items[0].quantity"], ignoreOrder: true);
    }

    [Fact]
    public void knows_copies_later_versions_and_conflicts()
    {
        var completed = Samples.Text("split-home.json");
        var held = completed.Replace("\"completedAt\": \"2026-03-06T16:31:00-06:00\", ", "").Replace("\"Cancelled\"", "\"Open\"");
        var again = completed.Replace("M100002", "M900002");
        var other = again.Replace("rosa@", "otilia@");

        End(held).State.ShouldBe("Held");
        End(held, completed).State.ShouldBe("Completed");
        End(completed, held).State.ShouldBe("Completed");
        End(completed, completed, again).Conflicts.ShouldBe(0);
        var conflict = End(completed, other);
        conflict.Conflicts.ShouldBe(1);
        conflict.Invoice!.Billing.Email.ShouldBe("rosa@example.test");
        conflict.Rival!.Invoice!.Billing.Email.ShouldBe("otilia@example.test");
    }

    [Fact]
    public void takes_an_order_of_the_OMS_under_one_number()
    {
        var order = Samples.Text("split-home.json");
        var renumbered = order.Replace("#1042", "#1043");
        var imported = order.Replace("M100002", "M900002");
        var rival = imported.Replace("rosa@", "otilia@");

        Reference.Compute([order, renumbered]).ShouldSatisfyAllConditions(
            end => end.Orders.Keys.ShouldBe(["1042"]), end => end.SecondNumbers.ShouldBe(["1043"]), end => end.IntakeErrors.ShouldBe(1));
        Reference.Compute([renumbered, order]).SecondNumbers.ShouldBe(["1042"]);
        Reference.Compute([order, renumbered.Replace("M100002", "M900002")]).SecondNumbers.ShouldBeEmpty();
        // A second import is the same purchase, and so is its id; a rival's id is free.
        Reference.Compute([order, imported, renumbered.Replace("M100002", "M900002")]).SecondNumbers.ShouldBe(["1043"]);
        Reference.Compute([order, rival, renumbered.Replace("M100002", "M900002")]).SecondNumbers.ShouldBeEmpty();
    }

    [Fact]
    public void decides_ties_by_units_of_the_whole_order_and_then_by_code()
    {
        var tie = Samples.Text("split-home.json").Replace("2026-03-05T10:00:00-06:00", "2026-03-05T16:58:00+01:00");
        End(tie).InvoicingStore.ShouldBe("SVA11");

        var equal = tie.Replace("\"quantity\": 1, \"originalPrice\": 50", "\"quantity\": 3, \"originalPrice\": 50").Replace("SVA40", "A9")
            .Replace("SVA11", "A27");
        End(equal).InvoicingStore.ShouldBe("A27");
    }

    private static ExpectedOrder End(params string[] messages) => Reference.Compute(messages).Orders["1042"];

    private static ExpectedOrder Sample(string file) => Reference.Compute([Samples.Text(file)]).Orders.ShouldHaveSingleItem().Value;

    private static IEnumerable<string> Slips(ExpectedOrder order) => order.Slips.Select(SlipComparison.Describe);
}
