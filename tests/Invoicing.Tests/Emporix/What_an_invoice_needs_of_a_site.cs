using System.Text.Json;
using Invoicing.Emporix;

namespace Invoicing.Tests.Emporix;

public class What_an_invoice_needs_of_a_site
{
    [Fact]
    public void is_read_from_it()
    {
        var site = EmporixSite.Read(JsonElement.Parse("""
            {"code":"de-main","name":"Shop","defaultLanguage":"de","includesTax":false,
             "homeBase":{"timezone":"Europe/Berlin","address":{"street":"Allee","streetNumber":"5","zipCode":"10115","city":"Berlin","country":"DE"}},
             "mixins":{"generalShopSettings":{"logoUrl":"https://cdn.example.test/logo.png"}}}
            """));

        (site.Code, site.Name, site.Zone, site.Language, site.PricesIncludeTax).ShouldBe(("de-main", "Shop", "Europe/Berlin", "de", false));
        site.AddressLines.ShouldBe(["Allee 5", "10115 Berlin"]);
        (site.Country, site.LogoUrl).ShouldBe(("DE", "https://cdn.example.test/logo.png"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":[],"homeBase":"here","mixins":{"generalShopSettings":7}}""")]
    [InlineData("""{"homeBase":{"timezone":"Nowhere/Land","address":[1]}}""")]
    public void is_as_if_absent_where_it_is_of_the_wrong_kind(string json)
    {
        var site = EmporixSite.Read(JsonElement.Parse(json));

        (site.Name, site.Zone, site.PricesIncludeTax, site.LogoUrl).ShouldBe((null, "UTC", true, null));
        site.AddressLines.ShouldBeEmpty();
    }
}
