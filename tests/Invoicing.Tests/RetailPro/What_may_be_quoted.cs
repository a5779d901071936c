using System.Text.Json;
using Invoicing.RetailPro;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class What_may_be_quoted
{
    private static readonly string Body = Some.Invoice(
        Some.Read(Some.With(
            Samples.SplitHome,
            "fiscalCredit",
            new { companyId = "0614-010190", companyName = "Calzado S.A.", companyAddress = "Boulevard Los Héroes" })),
        Some.FiscalSettings()).Body!;

    [Theory]
    [InlineData("Customer Rosa Interiano is unknown", "Customer [FirstName] [LastName] is unknown")]
    [InlineData("ROSA@EXAMPLE.TEST is no address", "[Email] is no address")]
    [InlineData("Address 'Avenida Las Magnolias 206' and 'Apartamento 5-B'", "Address '[Address1]' and '[Address2]'")]
    [InlineData("Address cut: Avenida Las Magno", "Address cut: [Address1]")]
    [InlineData("line\r\n\tbreaks:  Santa\r\nTecla", "line breaks: [City]")]
    [InlineData("document 012345678, phone 7700-1122", "document [NoDocument], phone [Phone]")]
    [InlineData("document 01234567-8", "document [NoDocument]")]
    [InlineData("company 0614010190 CALZADO s.a., BOULEVARD LOS HÉROES", "company [CompanyId] [CompanyName], [CompanyAddress]")]
    [InlineData("UPC 8720116120001 of order 1042 is unknown in SVA40", "UPC 8720116120001 of order 1042 is unknown in SVA40")]
    public void the_customers_values_give_way_to_their_names(string text, string scrubbed) =>
        Redaction.Scrub(text, Body).ShouldBe(scrubbed);

    [Fact]
    public void every_value_of_both_customers_is_taken_out()
    {
        var request = JsonElement.Parse(Body);
        var values = new[] { "CustomerShipping", "CustomerBilling" }
            .SelectMany(name => request.GetProperty(name).EnumerateObject())
            .Where(property => property.Name != "TypeDocument" && property.Value.GetString()!.Length >= 3)
            .Select(property => property.Value.GetString()!);

        foreach (var value in values)
        {
            Redaction.Scrub($"<{value}>", Body).ShouldNotContain(value, Case.Insensitive);
        }
    }

    [Fact]
    public void one_of_several_names_is_enough_to_know_someone()
    {
        var body = Some.Invoice(Some.OrderWith("billing.firstName", "Ana María")).Body!;

        Redaction.Scrub("Hello María, an analysis", body).ShouldBe("Hello [FirstName], an analysis");
    }

    [Fact]
    public void overlapping_values_leave_no_rest() =>
        Redaction.Scrub("Rosa InterianoRosa@example.test", Body).ShouldBe("[FirstName] [LastName][Email]");

    [Fact]
    public void it_is_short() => Redaction.Scrub(new string('x', 5000), Body).Length.ShouldBe(300);

    [Fact]
    public void without_a_readable_request_nothing_is_safe() => Redaction.Scrub("anything", "{").ShouldBe("");

    [Fact]
    public void secrets_are_taken_out_too()
    {
        var settings = Some.Settings();
        settings.Headers["Auth-Session"] = "0123456789ABCDEF";
        (settings.UserName, settings.Password) = ("erp-user", "pass word");

        Redaction.Scrub(
            "Session 0123456789abcdef of erp-user:pass word (Basic ZXJwLXVzZXI6cGFzcyB3b3Jk)",
            Body,
            RetailProSecrets.Of(settings))
            .ShouldBe("Session [secret] of [secret]:[secret] (Basic [secret])");
    }

    [Theory]
    [InlineData(
        "{\"error\":{\"code\":17,\"message\":\"Jos\\u00e9 N\\u00fa\\u00f1ez no existe\"}}",
        "application/json",
        " It says: \"error: code: 17; message: [FirstName] [LastName] no existe\"")]
    [InlineData("José Núñez no existe", "text/plain", " It says: \"[FirstName] [LastName] no existe\"")]
    [InlineData("José Núñez no existe", "application/json", "")]
    [InlineData("<p>José Núñez no existe</p>", "text/plain", " It says: \"[FirstName] [LastName] no existe\"")]
    [InlineData("<html>Jos&eacute; N&uacute;&#241;ez no existe</html>", "text/html", " It says: \"[FirstName] [LastName] no existe\"")]
    [InlineData("{\"error\":\"José Núñez no ex", "text/json", "")]
    [InlineData("", "application/json", "")]
    public void JSON_pages_and_plain_text_are_quoted_without_their_escapes(string text, string type, string quote)
    {
        var body = Some.Invoice(
            Some.Read(Some.With(Some.With(Samples.SplitHome, "billing.firstName", "José"), "billing.lastName", "Núñez"))).Body!;

        var result = CallClassification.Of(
            new HttpAttempt(new HttpAnswer(400, type, Text: text)),
            new CallAsked("Order to Invoice", body, Some.Settings(), default));

        result.Message.ShouldBe($"Order to Invoice was refused (400).{quote}");
    }
}
