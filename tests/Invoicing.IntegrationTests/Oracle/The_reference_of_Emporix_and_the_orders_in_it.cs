using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.IntegrationTests.Oracle;

/// <summary>
/// Whoever puts orders into Emporix knows what is the matter with each; the reference finds out from the order and its transactions.
/// </summary>
public sealed class The_reference_of_Emporix_and_the_orders_in_it
{
    private static readonly TenantOrders s_orders = TenantOrders.Generated(1000, seed: 7);
    private static readonly ExpectedEnd s_end = new ExpectedEnd(new Dictionary<string, ExpectedOrder>(), 0).With(s_orders.Orders);

    [Fact]
    public void agree_on_what_becomes_of_each()
    {
        foreach (var (orderNo, kind) in s_orders.Kinds)
        {
            var order = s_end.Orders[orderNo];
            var (state, trouble, captures) = kind switch
            {
                TenantOrderKind.NothingDelivered => ("NothingToInvoice", null, 0),
                TenantOrderKind.Unknown or TenantOrderKind.Declined or TenantOrderKind.InCheckout or TenantOrderKind.CardDeclined
                    or TenantOrderKind.NotSupported or TenantOrderKind.NoTransaction => ("Failed", "Refused", 0),
                TenantOrderKind.SecondCardDeclined => ("Failed", "Refused", 1),
                TenantOrderKind.OtherAmountByHand => ("Failed", "NumberTaken", 0),
                TenantOrderKind.OverAuthorised or TenantOrderKind.NoMailAddress or TenantOrderKind.BadMailAddress
                    or TenantOrderKind.UnknownSite => ("Failed", "InvalidData", 0),
                TenantOrderKind.Invoice or TenantOrderKind.CashOnDelivery or TenantOrderKind.Captured or TenantOrderKind.CapturedByHand =>
                    ("Completed", null, 0),
                TenantOrderKind.SeveralPayments => ("Completed", null, 2),
                _ => ("Completed", (string?)null, 1),
            };
            order.State.ShouldBe(state, $"{kind} {orderNo}");
            order.Trouble?.Kind.ShouldBe(trouble, $"{kind} {orderNo}");
            order.Emporix!.Captures.Count.ShouldBe(captures, $"{kind} {orderNo}");
            (order.Emporix.Document is not null).ShouldBe(state == "Completed", $"{kind} {orderNo}");
            order.Emporix.Captures.ShouldAllBe(capture => capture.MayBeRepeated == (kind != TenantOrderKind.Ample), $"{kind} {orderNo}");
        }
    }

    [Fact]
    public void have_every_kind_also_where_orders_are_few()
    {
        var few = TenantOrders.Generated(120, seed: 3);

        few.Kinds.Values.Distinct().ShouldBe(Enum.GetValues<TenantOrderKind>(), ignoreOrder: true);
        few.Kinds.Values.Count(kind => kind <= TenantOrderKind.ShortDelivery).ShouldBeGreaterThan(few.Kinds.Count / 2);
    }

    [Fact]
    public void are_named_by_jobs_that_overlap()
    {
        s_orders.Orders.ShouldAllBe(order => order.Jobs > 0);
        s_orders.Orders.Count(order => order.Jobs > 1).ShouldBeGreaterThan(100);
        s_orders.Jobs.ShouldContain(job => job.Times > 1);
        s_orders.Jobs.ShouldContain(job => job.OrderIds.Count > job.Entries.Count || job.OrderIds.Any(id => id.StartsWith(' ')));
    }

    /// <summary>The contract's own order, and its scenarios of it.</summary>
    [Theory]
    [InlineData(2, "74,90")]
    [InlineData(1, "39,90")]
    public void write_amounts_as_the_invoice_does(int delivered, string written)
    {
        var json = TestEmporix.Order("o-1", order =>
        {
            (order["currency"], order["entries"]![0]!["packedAmountInPc"], order["customer"]!["email"]) = ("EUR", delivered, "rosa@example.test");
        });
        var order = new TenantOrder(
            "acme", "o-1", json, new Dictionary<string, System.Text.Json.Nodes.JsonObject> { ["t-o-1"] = [] }, Jobs: 1);

        var end = new ExpectedEnd(new Dictionary<string, ExpectedOrder>(), 0).With([order]).Orders[order.OrderNo].Emporix!;

        end.Document!.Shown[0].ShouldBe(written);
        end.Captures.ShouldHaveSingleItem().Amount.ShouldBe(delivered == 2 ? 74.90m : 39.90m);
    }

    [Theory]
    [InlineData("1234567.5", "EUR", "de", "1.234.567,50")]
    [InlineData("1234567.5", "EUR", "en", "1,234,567.50")]
    [InlineData("35501", "JPY", "en", "35,501")]
    [InlineData("12.345", "KWD", "de", "12,345")]
    public void know_the_digits_of_a_currency(string amount, string currency, string language, string written) =>
        EmporixReference.Written(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency, language).ShouldBe(written);
}
