using Invoicing.Orders;
using Invoicing.RetailPro;
using Invoicing.Simulators.Oms;

namespace Invoicing.Tests.RetailPro;

public class Product_codes
{
    [Theory]
    [InlineData("8720116122558")]
    [InlineData("036000291452")]
    [InlineData("96385074")]
    [InlineData("10036000291459")]
    [InlineData("GIFTCARD50")]
    [InlineData("12-345")]
    [InlineData("12345")]
    [InlineData("9999999999999999000")]
    [InlineData("36000291453")]
    public void are_taken_without_a_word(string upc)
    {
        var built = Some.Invoice(Some.OrderWith("items[0].upc", upc));

        (built.Faults, built.Warnings).ShouldSatisfyAllConditions(
            found => found.Faults.ShouldBeEmpty(),
            found => found.Warnings.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("8720116122557", "whose last digit is not the check digit")]
    [InlineData("036000291453", "whose last digit is not the check digit")]
    [InlineData("96385073", "whose last digit is not the check digit")]
    [InlineData("10036000291458", "whose last digit is not the check digit")]
    [InlineData("36000291452", "which has lost leading zeros")]
    [InlineData("1234565", "which has lost leading zeros")]
    public void that_may_be_wrong_are_sent_with_a_warning_or_refused_or_not_looked_at(string upc, string told)
    {
        var order = Some.OrderWith("items[0].upc", upc);

        Some.Invoice(order).ShouldSatisfyAllConditions(
            built => Some.Json(built).GetProperty("Items")[0].GetProperty("UPC").GetString().ShouldBe(upc),
            built => built.Warnings.ShouldHaveSingleItem().ShouldStartWith($"items[0].upc is {upc}, {told}"));
        Some.Invoice(order, Settings(UpcCheck.Refuse)).ShouldSatisfyAllConditions(
            built => built.Faults.ShouldHaveSingleItem().ToString().ShouldStartWith($"items[0].upc is {upc}, {told}"),
            built => built.Warnings.ShouldBeEmpty());
        Some.Invoice(order, Settings(UpcCheck.Off))
            .ShouldSatisfyAllConditions(built => built.Faults.ShouldBeEmpty(), built => built.Warnings.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("8720116 122558")]
    [InlineData("872-0116-12255-8")]
    [InlineData("12 345")]
    public void with_blanks_or_dashes_among_their_digits_are_refused(string upc) => Some.Invoice(Some.OrderWith("items[0].upc", upc)).Faults
        .ShouldHaveSingleItem().ToString().ShouldBe(
            $"items[0].upc is '{upc}', a code with blanks or dashes among its digits: write the digits alone");

    [Theory]
    [InlineData("GIFTCARD50")]
    [InlineData("12-345")]
    public void with_letters_are_refused_where_a_shop_has_none(string upc)
    {
        var settings = Some.Settings();
        settings.UpcLetters = false;

        Some.Invoice(Some.OrderWith("items[0].upc", upc), settings).Faults
            .ShouldHaveSingleItem().ToString().ShouldBe($"items[0].upc is '{upc}', only digits are allowed (RetailPro:UpcLetters)");
    }

    [Fact]
    public void are_checked_on_slips_as_well()
    {
        var order = Some.OrderWith("items[0].upc", "8720116 122558");

        TransferSlipBuilder.Build(order, "00000731", "SVA11", "SVA40", Some.Settings()).Faults.ShouldHaveSingleItem().Field
            .ShouldBe("items[0].upc");
    }

    [Fact]
    public void of_generated_orders_are_sound()
    {
        var random = new Random(5);
        var order = Some.Order();
        foreach (var upc in Enumerable.Range(0, 500).Select(_ => Catalogue.Upc(random)).Distinct())
        {
            var findings = new Validation([]);
            UpcRule.Check(findings, order.Items[0] with { Upc = upc }, Settings(UpcCheck.Refuse));
            findings.Faults.ShouldBeEmpty();
        }
    }

    private static RetailProSettings Settings(UpcCheck check)
    {
        var settings = Some.Settings();
        settings.UpcCheck = check;
        return settings;
    }
}
