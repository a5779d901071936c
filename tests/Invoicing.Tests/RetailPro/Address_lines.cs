using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Address_lines
{
    [Theory]
    [InlineData("Calle 1", "", "Calle 1", "", false)]
    [InlineData("Calle 1", "Piso 2", "Calle 1", "Piso 2", false)]
    [InlineData("Avenida 12345", "", "Avenida", "12345", false)]
    [InlineData("Avenida 12", "P 3", "Avenida 12", "P 3", false)]
    [InlineData("Avenida 123", "P 3", "Avenida", "123, P 3", false)]
    [InlineData("Avenida 123,", "P 3", "Avenida", "123, P 3", false)]
    [InlineData("AvenidaLasFlores", "", "AvenidaLas", "Flores", false)]
    [InlineData("Ave 456789 123456789", "", "Ave 456789", "123456789", false)]
    [InlineData("Calle 90 del Norte 12", "", "Calle 90 d", "el Norte 1", true)]
    [InlineData("Calle 1", "1234567890 2", "Calle 1", "1234567890", true)]
    public void what_is_too_long_runs_over_into_the_second_line(string first, string second, string line1, string line2, bool wasCut) =>
        TextLimit.Address(first, second, 10).ShouldBe((line1, line2, wasCut));

    [Fact]
    public void words_are_broken_only_where_that_saves_text() =>
        TextLimit.Address("Calle 9 Norte Poniente", "", 12).ShouldBe(("Calle 9 Nort", "e Poniente", false));

    [Fact]
    public void a_surrogate_pair_is_never_halved()
    {
        TextLimit.Cut("123😀", 4).ShouldBe("123");
        TextLimit.Cut("123😀", 5).ShouldBe("123😀");
        TextLimit.Address("123456789😀0", "", 10).ShouldBe(("123456789", "😀0", false));
    }

    [Fact]
    public void the_warning_names_lengths_and_no_text()
    {
        var built = Some.Invoice(Some.OrderWith("billing.address1", new string('x', 100)));

        built.Warnings
            .ShouldBe(["billing.address1 (100 characters) and billing.address2 (0) do not fit into two lines of 40 and were cut"]);
    }
}
