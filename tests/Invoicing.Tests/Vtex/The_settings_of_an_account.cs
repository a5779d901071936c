using Invoicing.Host;
using Invoicing.Tests.Documents;

namespace Invoicing.Tests.Vtex;

public class The_settings_of_an_account
{
    /// <summary>A document of the mission says to send <c>Input</c>: nothing here can.</summary>
    [Fact]
    public void have_no_type_of_invoice() => ExpectedFailures.Explain(
        Should.Throw<InvalidOperationException>(() => Settings.Validate(("Vtex:Accounts:acme:Type", "Input"))))
        .ShouldNotBeNull().ShouldContain("has nothing called 'Type'");

    [Fact]
    public void say_where_it_is_or_VTEX_s_own_address_is_taken()
    {
        new Invoicing.Vtex.VtexAccountSettings().AddressOf("acme").ToString().ShouldBe("https://acme.vtexcommercestable.com.br/");
    }
}
