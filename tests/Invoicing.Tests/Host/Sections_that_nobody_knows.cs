using Invoicing.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Invoicing.Tests.Host;

public class Sections_that_nobody_knows
{
    [Theory]
    [InlineData("Mial:To=ops@example.test", "Is Mail meant?")]
    [InlineData("Retail:BaseUrl=http://localhost", "Sections are Console, Feeds, Http, Invoicing, Mail, Messaging, Postgres, RabbitMq, Reconciliation, RetailPro")]
    [InlineData("Rabbit:Uri=amqp://localhost", "no section called Rabbit")]
    public void are_refused_by_name_on_the_command_line(string setting, string told) =>
        Should.Throw<UnknownSectionException>(() => Service.CreateBuilder([setting])).Message.ShouldContain(told);

    [Theory]
    [InlineData("Mail:Smpt:Host=mail.example.com", "Mail")]
    [InlineData("Invoicing:NeverShip:Store=SVA11", "Invoicing")]
    public void are_not_those_whose_name_within_is_misspelt_which_are_refused_where_they_are_read(string setting, string section)
    {
        var configuration = Service.CreateBuilder([setting]).Configuration;

        configuration.GetSection(section).GetChildren().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("retailpor:BaseUrl", true)]
    [InlineData("PostgreSQL:ConnectionString", true)]
    [InlineData("PGBOUNCER:URL", false)]
    [InlineData("MAILER:URL", true)]
    [InlineData("MAIL", false)]
    [InlineData("OTEL:EXPORTER", false)]
    public void in_the_environment_are_refused_where_they_are_nearly_one_of_ours(string name, bool isRefused)
    {
        var environment = new EnvironmentVariablesConfigurationProvider();
        environment.Set(name, "value");

        var refusal = Record.Exception(() => SettingSections.Check([environment]));

        (refusal is UnknownSectionException).ShouldBe(isRefused);
    }

    [Fact]
    public void are_none_of_those_in_the_documents() => Should.NotThrow(() => Service.CreateBuilder(
        ["RetailPro:BaseUrl=http://localhost", "feeds:Folder=/tmp", "Serilog:MinimumLevel:Default=Debug", "Mail:To=ops@example.test"]));
}
