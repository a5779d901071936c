using Invoicing.Failures;
using Invoicing.Host;
using Invoicing.RetailPro;
using Microsoft.Extensions.Configuration;

namespace Invoicing.Tests.Host;

public class Settings_of_the_wrong_type
{
    [Theory]
    [InlineData("Mail:Smtp:Port", "abc", "a whole number")]
    [InlineData("Mail:Smtp:Port", "99999999999", "a whole number")]
    [InlineData("Mail:Smtp:StartTls", "maybe", "true or false")]
    [InlineData("Mail:Smtp:Security", "SSL", "Auto or None or StartTls or Tls")]
    [InlineData("Mail:Smtp:Timeout", "30s", "a time such as 00:00:30 (hours, minutes and seconds)")]
    [InlineData("Mail:DailyAt", "25:00", "a time of day such as 07:00")]
    [InlineData("RetailPro:Concurrency", "many", "a whole number")]
    [InlineData("RetailPro:RefusesDuplicates", "yes", "true or false")]
    [InlineData("RetailPro:Profile", "Fiskal", "Standard or Fiscal")]
    public void are_told_by_name_and_value_and_what_is_expected(string setting, string value, string expected) =>
        Told(setting, value).ShouldBe($"{setting} is {value}, expected is {expected}. docs/settings.md lists every setting.");

    [Fact]
    public void are_told_where_they_are_empty() =>
        Told("Mail:Smtp:Security", "").ShouldNotBeNull().ShouldStartWith("Mail:Smtp:Security is empty, expected is Auto");

    [Fact]
    public void do_not_show_the_password_of_an_address() => Told("RetailPro:BaseUrl", "http://anna:hunter2@retailpro:99999")
        .ShouldBe(
            "RetailPro:BaseUrl is not usable, expected is an address such as http://retailpro:8080. docs/settings.md lists every setting.");

    private static string? Told(string setting, string value)
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build().GetSection(setting.Split(':')[0]);
        return ExpectedFailures.Explain(Should.Throw<InvalidOperationException>(() =>
        {
            if (section.Key == MailSettings.Section)
            {
                section.Get<MailSettings>(Strictly);
            }
            else
            {
                section.Get<RetailProSettings>(Strictly);
            }
        }));
    }

    private static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
}
