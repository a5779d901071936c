using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

/// <summary>The sample's lines cost 150, shipping 2.50.</summary>
public class Amounts_that_cannot_be
{
    [Theory]
    [InlineData("total")]
    [InlineData("shipping")]
    [InlineData("items[0].originalPrice")]
    [InlineData("items[0].originalTax")]
    [InlineData("items[0].price")]
    [InlineData("items[0].tax")]
    public void an_amount_below_zero(string field) => Some.Invoice(Some.OrderWith(field, -0.01m)).Faults.Single().ToString()
        .ShouldBe($"{field} is -0.01, it must not be negative: a return or a credit is no order to be invoiced");

    [Fact]
    public void a_discount_with_a_sign() => Some.Invoice(Some.OrderWith("discount", -10)).Faults.Single().ToString()
        .ShouldBe("discount is -10, it must not be negative: a discount is written without a sign");

    [Fact]
    public void all_of_a_return()
    {
        var json = Samples.SplitHome.Replace("\"price\": 50", "\"price\": -50").Replace("\"total\": 152.50", "\"total\": -152.50");

        Some.Invoice(Some.Read(json)).Faults.Select(fault => fault.Field).ShouldContain("total");
    }

    [Theory]
    [InlineData(0, "is 0 but the lines and shipping add up to 152.5, and no discount explains it")]
    [InlineData(
        15250,
        "is 15250, a hundred times what the lines and shipping add up to (152.5): one unit is expected for all amounts, as in 12.50")]
    [InlineData(
        1.525,
        "is 1.525, a hundredth of what the lines and shipping add up to (152.5): one unit is expected for all amounts, as in 12.50")]
    public void a_total_that_nothing_explains(double total, string problem)
    {
        var built = Some.Invoice(Some.OrderWith("total", (decimal)total));

        built.Faults.Single().ToString().ShouldBe($"total {problem}");
        built.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void cents_against_the_discounted_sum()
    {
        var json = Some.With(Some.With(Samples.SplitHome, "discount", 52.5m), "total", 10000);

        Some.Invoice(Some.Read(json)).Faults.Single().Problem.ShouldStartWith("is 10000, a hundred times");
    }

    [Theory]
    [InlineData(152.5, 0)]
    [InlineData(150, 2.5)]
    public void nothing_to_pay_is_sound_where_a_discount_says_so(double discount, double total) =>
        Some.Invoice(Some.Read(Some.With(Some.With(Samples.SplitHome, "discount", (decimal)discount), "total", (decimal)total))).Faults
            .ShouldBeEmpty();

    [Fact]
    public void and_where_nothing_costs_anything()
    {
        var json = Samples.SplitHome.Replace("\"price\": 50", "\"price\": 0").Replace("\"price\": 30", "\"price\": 0")
            .Replace("\"price\": 40", "\"price\": 0");
        json = Some.With(Some.With(json, "total", 0), "shipping", 0);

        Some.Invoice(Some.Read(json)).Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(15000)]
    [InlineData(15251)]
    [InlineData(305)]
    [InlineData(76.25)]
    public void any_other_difference_is_a_warning_as_before(
        double total) => Some.Invoice(Some.OrderWith("total", (decimal)total)).ShouldSatisfyAllConditions(
        built => built.Faults.ShouldBeEmpty(),
        built => built.Warnings.ShouldNotBeEmpty());

    [Fact]
    public void cancelled_lines_explain_nothing() =>
        Some.Invoice(Some.Read(Some.With(Some.With(Samples.SplitHome, "items[3].price", -5), "items[3].tax", -1))).Faults.ShouldBeEmpty();

    [Fact]
    public void what_was_sold_at_the_till_is_not_judged() =>
        TransferSlipBuilder.Build(Some.Read(Some.With(Samples.SendSale, "total", -5)), "00000731", "SVA11", "SVA32", Some.Settings()).Faults
            .ShouldBeEmpty();
}
