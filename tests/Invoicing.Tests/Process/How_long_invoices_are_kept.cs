using Invoicing.Process;

namespace Invoicing.Tests.Process;

public class How_long_invoices_are_kept
{
    private static readonly RetentionSettings s_retention = new() { InvoiceYears = { ["DE"] = 8, ["FR"] = 12 } };

    [Theory]
    [InlineData("2026-01-01", "AT", "2036-12-31", "the whole of its year counts")]
    [InlineData("2026-12-31", "AT", "2036-12-31", "and so does its last day")]
    [InlineData("2027-01-01", "AT", "2037-12-31", "a day later it is another year")]
    [InlineData("2028-02-29", "AT", "2038-12-31", "a leap day has none in ten years")]
    [InlineData("2026-03-05", "DE", "2034-12-31", "the law of the country")]
    [InlineData("2026-03-05", "de", "2034-12-31", "however it is written")]
    [InlineData("2026-03-05", "FR", "2038-12-31", "longer, too")]
    [InlineData("2026-03-05", null, "2038-12-31", "the longest where nobody knows the country")]
    [InlineData("9995-03-05", "AT", "9999-12-31", "there are no later days")]
    public void is_counted_from_the_end_of_the_year(string issuedOn, string? country, string until, string why) =>
        s_retention.KeptUntil(Day(issuedOn), country).ShouldBe(Day(until), why);

    [Fact]
    public void is_ten_years_unless_somebody_says_otherwise() => new RetentionSettings().YearsOf(null).ShouldBe(10);

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
