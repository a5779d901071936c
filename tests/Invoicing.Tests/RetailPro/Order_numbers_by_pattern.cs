using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Order_numbers_by_pattern
{
    private readonly RetailProSettings _settings = Configured.Bind(
        ("BaseUrl", Configured
            .Url), ("OrderNumbers:NNUS#*", "*"), ("OrderNumbers:NNCA#*", "C*"), ("OrderNumbers:NNCA#9*", "X*"), ("OrderNumbers:*-R", "R*"),
        ("OrderNumbers:NNCA#77", "SPECIAL"), ("OrderNumbers:#90*", "9*"));

    [Theory]
    [InlineData("NNUS#20417", "20417")]
    [InlineData("NNCA#20417", "C20417")]
    [InlineData("NNCA#9417", "X417")]
    [InlineData("NNCA#77", "SPECIAL")]
    [InlineData("NNUS# 20417", "20417")]
    [InlineData("417-R", "R417")]
    [InlineData("9000007731", "900007731")]
    [InlineData("20417", "20417")]
    [InlineData("nnus#20417", "nnus#20417")]
    public void the_exact_one_wins_then_the_longest_pattern(string orderNo, string number) =>
        OrderToInvoiceBuilder.NumberOf(orderNo, _settings).ShouldBe(number);

    [Fact]
    public void the_number_is_sent() =>
        Some.Json(Some.Invoice(Some.OrderWith("orderNo", "#NNUS#20417"), _settings)).GetProperty("OrderNo").GetString().ShouldBe("20417");

    [Theory]
    [InlineData(
        "NNUS#2041700000",
        "orderNo is NNUS#2041700000, which RetailPro:OrderNumbers makes '2041700000': 10 characters, 1 to 9 are allowed")]
    [InlineData("NNUS#", "orderNo is NNUS#, which RetailPro:OrderNumbers makes '': 0 characters, 1 to 9 are allowed")]
    [InlineData(
        "SV-2026-001042",
        "orderNo is 14 characters long (SV-2026-001042), at most 9 are allowed; RetailPro:OrderNumbers can name another number for it")]
    public void what_does_not_fit_is_refused_by_both_numbers_and_never_cut(string orderNo, string fault) =>
        Some.Invoice(Some.OrderWith("orderNo", orderNo), _settings).Faults.Single().ToString().ShouldBe(fault);
}
