using System.Net;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_credentials_are_wrong
{
    [Theory]
    [InlineData("X-VTEX-API-AppKey")]
    [InlineData("X-VTEX-API-AppToken")]
    public async Task without_them_no_call_is_taken(string header)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        vtex.Http.DefaultRequestHeaders.Remove(header);

        var answer = await vtex.Invoice();

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe("1 Unauthorized access");
        (await vtex.Ledger("invoices")).ShouldBeEmpty();
    }

    [Fact]
    public async Task others_than_expected_are_refused_in_that_account_alone()
    {
        await using var vtex = await SimulatedVtex.Start("""{"accounts":[{"account":"acme","appKey":"vtexappkey-acme-TEST","appToken":"other"}]}""");
        await vtex.Put();
        await vtex.Put(account: "store2");

        (await vtex.Http.GetAsync(SimulatedVtex.OrderPath)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await vtex.Http.GetAsync($"/store2{SimulatedVtex.OrderPath}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_persons_session_will_do()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        vtex.Http.DefaultRequestHeaders.Clear();
        vtex.Http.DefaultRequestHeaders.Add("VtexIdclientAutCookie", "session");

        (await vtex.Http.GetAsync(SimulatedVtex.OrderPath)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Notify invoice", "Output", HttpStatusCode.Forbidden)]
    [InlineData("Notify invoice", "Input", HttpStatusCode.OK)]
    [InlineData("Notify refund", "Output", HttpStatusCode.OK)]
    [InlineData("Notify refund", "Input", HttpStatusCode.Forbidden)]
    public async Task a_role_may_lack_the_right_to_invoice_or_to_refund(string resource, string type, HttpStatusCode status)
    {
        await using var vtex = await SimulatedVtex.Start($$"""{"accounts":[{"account":"acme","missingResources":["{{resource}}"]}]}""");
        await vtex.Put();

        (await vtex.Invoice(type: type)).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("View order", "GET", SimulatedVtex.OrderPath)]
    [InlineData("View order", "GET", "/api/oms/pvt/orders")]
    [InlineData("Change order workflow status", "POST", $"{SimulatedVtex.OrderPath}/start-handling")]
    [InlineData("Cancel order", "POST", $"{SimulatedVtex.OrderPath}/cancel")]
    [InlineData("Notify invoice", "PATCH", $"{SimulatedVtex.OrderPath}/invoice/INV000001")]
    [InlineData("Notify invoice", "PUT", $"{SimulatedVtex.OrderPath}/invoice/INV000001/tracking")]
    [InlineData("Feed v3 and Hook Admin", "GET", "/api/orders/feed?maxlot=1")]
    [InlineData("Feed v3 and Hook Admin", "POST", "/api/orders/feed/config")]
    [InlineData("Feed v3 and Hook Admin", "DELETE", "/api/orders/hook/config")]
    public async Task or_any_other(string resource, string method, string path)
    {
        await using var vtex = await SimulatedVtex.Start($$"""{"accounts":[{"account":"acme","missingResources":["{{resource}}"]}]}""");

        (await vtex.Send(new HttpMethod(method), path, "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
