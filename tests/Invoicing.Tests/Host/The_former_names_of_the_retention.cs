using Invoicing.Host.Composition;
using Invoicing.Process;
using Invoicing.Tests.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Host;

public class The_former_names_of_the_retention
{
    [Theory]
    [InlineData("Invoicing:EraseAfterDays", 30, 90, 90)]
    [InlineData("Invoicing:Retention:Orders", 30, 90, 90)]
    [InlineData("Feeds:KeepDays", 90, 30, 30)]
    [InlineData("Invoicing:Retention:Responses", 90, 90, 30)]
    public void are_read_like_its_own(string name, int orders, int feeds, int responses)
    {
        using var provider = Settings.Bind((name, "30"));

        var retention = provider.GetRequiredService<IOptions<InvoicingSettings>>().Value.Retention;
        (retention.Orders, retention.Feeds, retention.Responses).ShouldBe((orders, feeds, responses));
    }

    [Theory]
    [InlineData("Invoicing:EraseAfterDays", "Invoicing:Retention:Orders")]
    [InlineData("Feeds:KeepDays", "Invoicing:Retention:Feeds")]
    [InlineData("Feeds:KeepDays", "Invoicing:Retention:Responses")]
    public void are_refused_where_they_say_something_else(string former, string name)
    {
        Should.Throw<OptionsValidationException>(() => Settings.Validate((former, "30"), (name, "31")))
            .Message.ShouldContain($"set {name} alone");
        Should.NotThrow(() => Settings.Validate((former, "30"), (name, "30")));
    }

    [Fact]
    public void are_told_of_at_the_start()
    {
        RetentionSetting.Warnings(Of("Invoicing:EraseAfterDays", "Feeds:KeepDays")).ShouldBe(
        [
            "Invoicing:EraseAfterDays is called Invoicing:Retention:Orders now: rename it in the settings",
            "Feeds:KeepDays is called Invoicing:Retention:Feeds and Invoicing:Retention:Responses now: rename it in the settings",
        ]);
        RetentionSetting.Warnings(Of("Invoicing:Retention:Orders")).ShouldBeEmpty();
    }

    private static IConfiguration Of(params string[] names) => new ConfigurationBuilder()
        .AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name, (string?)"30"))).Build();
}
