using Invoicing.Host.Composition;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Host;

public class The_time_zone_of_the_stores
{
    [Theory]
    [InlineData("Invoicing:TimeZone")]
    [InlineData("RetailPro:TimeZone")]
    public void is_read_by_its_name_and_by_its_former_one(string name)
    {
        using var provider = Settings.Bind((name, "Europe/Madrid"));

        provider.GetRequiredService<IOptions<InvoicingSettings>>().Value.Zone.Id.ShouldBe("Europe/Madrid");
        provider.GetRequiredService<IOptions<RetailProSettings>>().Value.TimeZone.ShouldBe("Europe/Madrid");
    }

    [Fact]
    public void is_refused_where_both_names_say_different_things() => Should.Throw<OptionsValidationException>(
        () => Settings.Validate(("Invoicing:TimeZone", "Europe/Madrid"), ("RetailPro:TimeZone", "UTC")))
        .Message.ShouldContain("set Invoicing:TimeZone alone");

    [Fact]
    public void is_told_of_where_its_former_name_is_used()
    {
        TimeZoneSetting.Warning(Of("RetailPro:TimeZone"))
            .ShouldBe("RetailPro:TimeZone is called Invoicing:TimeZone now: rename it in the settings");
        TimeZoneSetting.Warning(Of("Invoicing:TimeZone")).ShouldBeNull();
    }

    private static IConfiguration Of(string name) => new ConfigurationBuilder().AddInMemoryCollection([new(name, "UTC")]).Build();
}
