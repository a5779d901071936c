using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Totals
{
    [Theory]
    [InlineData("152.50")]
    [InlineData("152.53")]
    [InlineData("152.47")]
    public void a_cent_a_line_is_rounding(string total) => Some.Invoice(Some.OrderWith("total", total)).Warnings.ShouldBeEmpty();

    [Fact]
    public void more_than_that_is_a_warning_with_both_figures()
    {
        var built = Some.Invoice(Some.OrderWith("total", 152.54m));

        Some.Json(built).GetProperty("TotalAmt").GetRawText().ShouldBe("152.54");
        built.Warnings
            .ShouldBe(["total is 152.54 but the lines and shipping add up to 152.5 (a difference of 0.03 is allowed): sent unchanged"]);
    }

    [Fact]
    public void or_a_fault_where_the_settings_say_so()
    {
        var settings = Some.Settings();
        settings.RefuseTotalMismatch = true;

        var built = Some.Invoice(Some.OrderWith("total", 152.54m), settings);

        built.Body.ShouldBeNull();
        built.Warnings.ShouldBeEmpty();
        built.Faults.Single().ToString()
            .ShouldBe("total is 152.54 but the lines and shipping add up to 152.5 (a difference of 0.03 is allowed)");
    }

    [Fact]
    public void where_tax_is_not_in_the_prices_it_is_added()
    {
        // 150 for the lines, 2.50 shipping, 17.25 tax.
        Differences(Some.OrderWith("total", 169.75m), TaxMode.Exclusive).ShouldBeEmpty();
        Differences(Some.Order(), TaxMode.Exclusive).Single()
            .ShouldStartWith("total is 152.5 but the lines, tax and shipping add up to 169.75");
    }

    [Fact]
    public void a_discount_of_the_whole_order_need_not_be_in_the_prices()
    {
        var json = Some.With(Some.With(Samples.SplitHome, "discount", 15), "total", 137.50m);

        Differences(Some.Read(json), TaxMode.Inclusive).ShouldBeEmpty();
    }

    [Fact]
    public void a_discount_that_the_lines_do_not_show_is_a_difference() =>
        Differences(Some.OrderWith("discount", 15), TaxMode.Inclusive).Single()
            .ShouldStartWith("discount is 15 but the discounts of the lines add up to 0");

    [Fact]
    public void cancelled_lines_do_not_count() => Some.Order().Items.Count.ShouldBeGreaterThan(Some.Order().Lines.Count());

    [Fact]
    public void an_order_of_many_lines_may_differ_more() => Amounts.ToleranceFor(40).ShouldBe(0.40m);

    [Fact]
    public void huge_figures_are_left_to_their_own_faults() =>
        Differences(Some.Order() with { Total = decimal.MaxValue, Discount = decimal.MinValue }, TaxMode.Inclusive).ShouldBeEmpty();

    private static IEnumerable<string> Differences(Order order, TaxMode mode) =>
        TotalCheck.Of(order, [.. order.Lines], mode).Select(fault => fault.ToString());
}
