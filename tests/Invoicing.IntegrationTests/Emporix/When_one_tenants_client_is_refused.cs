using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

[Trait("Takes", "long")]
public sealed class When_one_tenants_client_is_refused(ITestOutputHelper output) : EmporixTest(output)
{
    private const string Acme = """{"tenant":"acme","clientId":"invoicing","clientSecret":"s3cret-0f-acme"}""";
    private const string Globex = """{"tenant":"globex","clientId":"globex","clientSecret":"s3cret-0f-globex"}""";

    [Fact]
    public async Task its_orders_wait_people_are_told_once_and_the_others_go_on()
    {
        await Emporix.Behaves($$"""{"clients":[{{Acme}}]}""");
        await Emporix.Put("o-1");
        await OfGlobex("g-1");
        await OfGlobex("g-2");
        await Wait.Until(
            async () => (await Installation.Show("emporix/globex/g-2")).GetProperty("steps")[0].GetProperty("state").GetString() == "Deferred",
            "its order waits");

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");

        (await Installation.Run("status")).Output.ShouldContain("Calls to Emporix are made");
        (await Installation.Show("emporix/globex/g-1")).GetProperty("steps")[0].GetProperty("message").GetString().ShouldBe(
            "The look at the order was answered 401: Emporix does not take the tenant's client. The orders of globex wait, those of other "
            + "tenants go on.");
        await Wait.Until(() => Refusals().Count == 1, "people are told");
        Refusals().Single().ShouldContain("Emporix:Tenants:TENANT:ClientId");

        await Emporix.Behaves($$"""{"clients":[{{Acme}},{{Globex}}]}""");
        await Installation.Succeeds("orders", "retry", "emporix/globex/g-1", "emporix/globex/g-2", "--reason", "the client is mended");
        // There is no such order of globex: it was asked for with its own client.
        await Installation.Is("Failed", "emporix/globex/g-1", "emporix/globex/g-2");
        Refusals().Count.ShouldBe(1);
    }

    [Fact]
    public async Task calls_are_paused_when_the_last_of_them_is_refused_too()
    {
        await Emporix.Behaves("""{"clients":[{"tenant":"acme","clientId":"other","clientSecret":"other"}]}""");
        await OfGlobex("g-1");
        await Wait.Until(
            async () => (await Installation.Show("emporix/globex/g-1")).GetProperty("steps")[0].GetProperty("state").GetString() == "Deferred",
            "its order waits");
        (await Installation.Run("status")).Output.ShouldContain("Calls to Emporix are made");

        await Job("o-1");

        await Wait.Until(
            async () => (await Installation.Run("status")).Output.Contains("Calls to Emporix are paused"), "calls are paused");
    }

    private protected override (string, string)[] Settings() =>
    [
        .. base.Settings(), ("Emporix__Tenants__globex__ClientId", "globex"), ("Emporix__Tenants__globex__ClientSecret", "s3cret-0f-globex"),
    ];

    private Task OfGlobex(string order) =>
        Installation.Succeeds("emporix", "jobs", "create", "--tenant", "globex", "--order", order);

    private List<string> Refusals() =>
        [.. Installation.Mails.All().Where(mail => mail.Subject.Contains("refuses the credentials of globex: its orders wait"))
            .Select(mail => mail.Body)];
}
