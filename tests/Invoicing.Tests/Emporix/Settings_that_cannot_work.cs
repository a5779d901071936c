using Invoicing.Emporix;

namespace Invoicing.Tests.Emporix;

public class Settings_that_cannot_work
{
    [Fact]
    public void are_all_told_at_once_and_no_secret_with_them()
    {
        var result = new EmporixSettingsValidation().Validate(null, new()
        {
            Tenants = { ["Acme"] = new() { ClientId = "an id", ClientSecret = "se\u0001cret" } },
            ApiClients = { ["shop"] = new() { Secret = "short-secret", Tenant = "globex", Scopes = "invoice.all" } },
            MailFrom = "nobody",
            InvoiceManageScope = "two words",
            InvoiceReadScope = "",
        });

        result.Failures!.Count().ShouldBe(9);
        result.FailureMessage.ShouldNotBeNull().ShouldContain("Emporix:ApiClients:shop:Tenant is globex");
        result.FailureMessage.ShouldNotContain("short-secret");
        result.FailureMessage.ShouldNotContain("se\u0001cret");
    }

    [Fact]
    public void are_not_those_that_can() => new EmporixSettingsValidation().Validate(null, new()
    {
        Urls = ["http://*:8080"],
        PublicUrl = new("https://invoices.example.com/emporix"),
        Tenants = { ["acme"] = new() { ClientId = "id", ClientSecret = "secret", Schedule = "0 5 * * *" } },
        ApiClients = { ["shop"] = new() { Secret = "sixteen-characters", Tenant = "acme" } },
        MailFrom = "Shop <shop@example.com>",
    }).Succeeded.ShouldBeTrue();
}
