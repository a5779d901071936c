using Invoicing.Host.Composition;
using Invoicing.RetailPro;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Invoicing.Tests.RetailPro.Configured;

namespace Invoicing.Tests.RetailPro;

public class The_settings_of_retail_pro
{
    [Fact]
    public void the_address_is_enough()
    {
        var settings = Bind(("BaseUrl", Url));

        settings.ShouldSatisfyAllConditions(
            () => settings.BaseUrl.ShouldBe(new Uri(Url)),
            () => settings.TimeZone.ShouldBe("America/El_Salvador"),
            () => settings.NoEffectStatuses.ShouldBe(["503+Retry-After"]),
            () => settings.PaymentTypes.ShouldBe(new Dictionary<string, int> { ["Card"] = 1, ["CashOnDelivery"] = 2 }, ignoreOrder: true));
    }

    [Fact]
    public void every_setting_binds()
    {
        var settings = Bind(
            ("BaseUrl", Url), ("Headers:Auth-Session", "abc"), ("UserName", "u"), ("Password", "p"), ("Profile", "Fiscal"), ("FiscalCreditAsText", "true"),
            ("TimeZone", "Europe/Madrid"), ("TaxMode", "Exclusive"), ("RefuseTotalMismatch", "true"), ("PaymentTypes:card", "5"), ("PaymentTypes:Gift", "3"),
            ("OrderNumbers:SV-2026-001042", "M00001042"), ("CallTimeout", "00:00:10"), ("ConnectTimeout", "00:00:02"), ("CallMargin", "00:00:03"), ("Concurrency", "4"),
            ("BreakerFailureRatio", "0.5"), ("BreakerMinimumCalls", "5"), ("BreakerWindow", "00:01:00"), ("BreakerDuration", "00:00:30"), ("RefusesDuplicates", "true"),
            ("DuplicateStatus", "400"), ("DuplicateText", "duplicate"), ("InvoiceLookup", "/a/{number}"), ("SlipLookup", "/b/{number}"));

        settings.ShouldSatisfyAllConditions(
            () => settings.Headers["Auth-Session"].ShouldBe("abc"),
            () => (settings.UserName, settings.Password).ShouldBe(("u", "p")),
            () => (settings.Profile, settings.FiscalCreditAsText).ShouldBe((ContractProfile.Fiscal, true)),
            () => (settings.TimeZone, settings.TaxMode, settings.RefuseTotalMismatch).ShouldBe(("Europe/Madrid", TaxMode.Exclusive, true)),
            () => settings.PaymentTypes
                .ShouldBe(new Dictionary<string, int> { ["Card"] = 5, ["CashOnDelivery"] = 2, ["Gift"] = 3 }, ignoreOrder: true),
            () => settings.OrderNumbers["SV-2026-001042"].ShouldBe("M00001042"),
            () => (settings.CallTimeout, settings.ConnectTimeout, settings.CallMargin).ShouldBe((Seconds(10), Seconds(2), Seconds(3))),
            () => (settings.Concurrency, settings.BreakerMinimumCalls, settings.BreakerFailureRatio).ShouldBe((4, 5, 0.5)),
            () => (settings.BreakerWindow, settings.BreakerDuration).ShouldBe((Seconds(60), Seconds(30))),
            () => (settings.RefusesDuplicates, settings.DuplicateStatus, settings.DuplicateText).ShouldBe((true, 400, "duplicate")),
            () => (settings.InvoiceLookup, settings.SlipLookup).ShouldBe(("/a/{number}", "/b/{number}")));
    }

    [Fact]
    public void a_list_that_is_written_replaces_the_default()
    {
        Bind(("BaseUrl", Url), ("NoEffectStatuses:0", "503"), ("NoEffectStatuses:1", "502+Retry-After")).NoEffectStatuses
            .ShouldBe(["503", "502+Retry-After"]);
        Bind(("BaseUrl", Url), ("DocumentNoProperties:0", "number")).DocumentNoProperties.ShouldBe(["number"]);
    }

    [Fact]
    public void an_empty_list_is_empty()
    {
        using var json = new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes("{\"RetailPro\":{\"BaseUrl\":\"" + Url + "\",\"NoEffectStatuses\":[]}}"));

        Bind(new ConfigurationBuilder().AddJsonStream(json).Build()).NoEffectStatuses.ShouldBeEmpty();
    }

    [Fact]
    public void a_value_of_the_wrong_kind_is_refused_by_name() =>
        Should.Throw<InvalidOperationException>(() => Bind(("BaseUrl", Url), ("CallTimeout", "soon"))).Message
            .ShouldContain("RetailPro:CallTimeout");

    [Fact]
    public async Task the_host_does_not_start_with_nonsense()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging().AddSystems(builder.Configuration);
        using var host = builder.Build();

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message.ShouldBe("RetailPro:BaseUrl is missing.");
    }

    [Fact]
    public void the_client_is_one_for_all()
    {
        using var services = new ServiceCollection().AddLogging().AddSystems(From(("BaseUrl", Url))).BuildServiceProvider();

        services.GetRequiredService<IRetailPro>().ShouldBeSameAs(services.GetRequiredService<RetailProClient>());
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
