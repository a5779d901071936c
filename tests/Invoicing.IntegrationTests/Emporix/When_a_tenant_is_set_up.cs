using System.Text.Json;

namespace Invoicing.IntegrationTests.Emporix;

public sealed class When_a_tenant_is_set_up : EmporixApiTest
{
    private const string Configurations = "/configuration/acme/configurations";
    private const string Mixins = "/site/acme/sites/de-main/mixins";

    private const string InvoiceSettings =
        """{"key":"invoiceSettings","secured":false,"version":1,"value":{"threshold":"48","status":"CREATED","extendedOrderStatus":"05"}}""";

    [Theory]
    [InlineData("[", "]")]
    [InlineData("", "")]
    public async Task a_configuration_is_created_as_an_array_or_as_an_object(string before, string after)
    {
        var created = (await Send("POST", Configurations, $"{before}{InvoiceSettings}{after}")).Is(201).Body!.Value;
        created.GetArrayLength().ShouldBe(1);
        (await Send("POST", Configurations, InvoiceSettings)).Is(409);

        (await Emporix.SetUp.InvoiceSettings("acme", CancellationToken.None))!.Value.GetProperty("extendedOrderStatus").GetString().ShouldBe("05");
        (await Emporix.SetUp.InvoiceSettings("globex", CancellationToken.None)).ShouldBeNull();
        (await Send("GET", $"{Configurations}?keys=none,invoiceSettings")).Is(200).Body!.Value.GetArrayLength().ShouldBe(1);
        (await Send("GET", $"{Configurations}?keys=none")).Is(200).Body!.Value.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task a_configuration_is_changed_and_removed()
    {
        const string One = $"{Configurations}/shop";
        (await Send("GET", One)).Is(404);
        (await Send("POST", Configurations, """[{"key":"shop","value":"a"},{"key":"shop","value":"b"}]""")).Is(409);
        (await Send("POST", Configurations, """[{"key":"shop","value":"a"},{"key":"other","value":[{"b":1e999999}]}]""")).Is(201);

        (await Send("PUT", One, """{"key":"shops","value":"b"}""")).Is(400).Detail.ShouldBe("key is not that of the path");
        (await Send("PUT", One, """{"value":"b"}""")).Is(400).Detail.ShouldBe("key is missing");
        (await Send("PUT", One, """{"key":"shop","value":7}""")).Is(400);
        (await Send("PUT", One, """{"key":"shop","value":"b","secured":true}""")).Is(400);
        (await Send("PUT", One, """{"key":"shop","value":"b","version":1}""")).Is(200).Body!.Value.GetProperty("version").GetInt32().ShouldBe(2);
        (await Send("PUT", One, """{"key":"shop","value":"c","version":1}""")).Is(409);
        (await Send("GET", One)).Is(200).Body!.Value.GetProperty("value").GetString().ShouldBe("b");
        (await Send("DELETE", One)).Is(204);
        (await Send("DELETE", One)).Is(404);
        (await Send("GET", Configurations)).Is(200).Body!.Value.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task a_site_is_put_and_has_its_logo_in_a_mixin()
    {
        (await Send("GET", "/site/acme/sites/de-main")).Is(404);
        (await Send("PUT", "/site/acme/sites/de-main", SiteJson("Nowhere/Land"))).Is(400).Detail.ShouldNotBeNull().ShouldContain("homeBase.timezone");
        (await Send("GET", Mixins)).Is(404);
        await HasSite();

        (await Send("POST", Mixins, """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/a.png","x":1}}""")).Is(201).Id
            .ShouldBe("generalShopSettings");
        (await Send("POST", Mixins, """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/b.png"}}""")).Is(409);
        (await Send("POST", Mixins, """{"generalShopSettings":"https://cdn.example.test/b.png"}""")).Is(400);
        (await Site())!.LogoUrl.ShouldBe("https://cdn.example.test/a.png");

        (await Send("PATCH", $"{Mixins}/generalShopSettings", """{"logoUrl":"https://cdn.example.test/b.png"}""")).Is(200);
        (await Send("GET", $"{Mixins}/generalShopSettings")).Is(200).Body!.Value.GetRawText()
            .ShouldBe("""{"logoUrl":"https://cdn.example.test/b.png","x":1}""");
        (await Send("PUT", $"{Mixins}/generalShopSettings", """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/c.png"}}""")).Is(200);
        (await Send("PUT", "/site/acme/sites/de-main", SiteJson())).Is(200);
        (await Send("GET", Mixins)).Is(200).Body!.Value.GetRawText()
            .ShouldBe("""{"generalShopSettings":{"logoUrl":"https://cdn.example.test/c.png"}}""");
        (await Site())!.LogoUrl.ShouldBe("https://cdn.example.test/c.png");
        (await Send("GET", "/site/acme/sites/de-main?expand=mixin:*")).Is(200).Body!.Value.GetProperty("amount").GetRawText().ShouldBe("1e999999");

        (await Send("DELETE", $"{Mixins}/generalShopSettings")).Is(204);
        (await Send("DELETE", $"{Mixins}/generalShopSettings")).Is(404);
        (await Send("PUT", $"{Mixins}/generalShopSettings", "{}")).Is(404);
        (await Site())!.LogoUrl.ShouldBeNull();
        (await Site())!.Zone.ShouldBe("Europe/Berlin");

        Task<Invoicing.Emporix.EmporixSite?> Site() => Emporix.SetUp.Site("acme", "de-main", CancellationToken.None);
    }

    [Fact]
    public async Task schemas_are_listed_found_by_type_and_removed()
    {
        var id = await HasSchema();
        await HasSchema("ORD", type: "orderNoSequence");
        var legacy = (await Send("POST", "/sequential-id/sequenceSchemas", """
            {"name":"old","schemaType":"invoiceNoSequence","preText":"X","startValue":1,"maxValue":9,"numberOfDigits":1}
            """)).Is(201).Id!;

        (await Send("POST", "/sequential-id/acme/schemas", "{}")).Is(400).Detail.ShouldBe("name is missing");
        (await Send("GET", "/sequential-id/acme/schemas")).Is(200).Body!.Value.GetArrayLength().ShouldBe(3);
        (await Send("GET", "/sequential-id/sequenceSchemas")).Is(200).Body!.Value.GetArrayLength().ShouldBe(3);
        var invoices = (await Send("GET", "/sequential-id/acme/schemas/types/invoiceNoSequence")).Is(200).Body!.Value;
        invoices.EnumerateArray().Select(schema => schema.GetProperty("active").GetBoolean()).ShouldBe([true, false]);

        (await Send("POST", $"/sequential-id/acme/schemas/{legacy}/setActive")).Is(200);
        (await Send("GET", $"/sequential-id/acme/schemas/{legacy}")).Is(200).Body!.Value.GetProperty("active").GetBoolean().ShouldBeTrue();
        (await Send("GET", $"/sequential-id/acme/schemas/{id}")).Is(200).Body!.Value.GetProperty("active").GetBoolean().ShouldBeFalse();
        (await Send("POST", "/sequential-id/acme/schemas/none/setActive")).Is(404);
        (await Emporix.Send("GET", $"/sequential-id/globex/schemas/{id}", await Emporix.Token("globex"))).Is(404);
        (await Send("DELETE", $"/sequential-id/acme/schemas/{legacy}")).Is(204);
        (await Send("DELETE", $"/sequential-id/acme/schemas/{legacy}")).Is(204);
        (await Send("GET", $"/sequential-id/acme/schemas/{legacy}")).Is(404);
    }
}
