using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_orders_are_put_in
{
    [Fact]
    public async Task what_is_missing_gets_a_sane_value()
    {
        await using var vtex = await SimulatedVtex.Start();

        await vtex.PutBody("{}");

        var order = await vtex.Order();
        order.GetProperty("orderId").GetString().ShouldBe(SimulatedVtex.OrderId);
        order.GetProperty("status").GetString().ShouldBe("ready-for-handling");
        order.GetProperty("value").GetInt64().ShouldBe(0);
        order.GetProperty("packageAttachment").GetProperty("packages").GetArrayLength().ShouldBe(0);
        order.GetProperty("items").GetArrayLength().ShouldBe(0);
        order.GetProperty("invoiceData").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task what_is_given_stays_and_sums_follow_from_it()
    {
        await using var vtex = await SimulatedVtex.Start();

        await vtex.PutBody(
            """{"items":[{"id":"5501","price":3500,"quantity":2}],"shippingData":{"address":{"city":"Recife"}},"totals":[{"id":"Tax","name":"Tax","value":1}]}""");

        var order = await vtex.Order();
        order.GetProperty("value").GetInt64().ShouldBe(7000);
        order.GetProperty("items")[0].GetProperty("refId").GetString().ShouldBe("");
        order.GetProperty("totals").GetArrayLength().ShouldBe(1);
        order.GetProperty("shippingData").GetRawText().ShouldBe("""{"address":{"city":"Recife"}}""");
    }

    [Fact]
    public async Task each_account_has_its_own()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put("handling", account: "acme");
        await vtex.Put("canceled", account: "store2");

        (await vtex.Order($"/acme{SimulatedVtex.OrderPath}")).GetProperty("status").GetString().ShouldBe("handling");
        (await vtex.Order(SimulatedVtex.OrderPath)).GetProperty("status").GetString().ShouldBe("handling");
        (await vtex.Order($"/store2{SimulatedVtex.OrderPath}")).GetProperty("status").GetString().ShouldBe("canceled");
        var other = await vtex.Http.GetAsync($"/store3{SimulatedVtex.OrderPath}");
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SimulatedVtex.ErrorOf(other)).ShouldBe("OMS007 Order Not Found");
    }

    [Fact]
    public async Task a_test_can_move_them()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put("payment-pending");

        await vtex.Patch("""{"status":"brand-new-status","shippingData":{"address":{"country":null}}}""");

        var order = await vtex.Http.GetStringAsync($"/simulator/orders/{SimulatedVtex.OrderId}");
        order.ShouldContain("brand-new-status");
        order.ShouldContain("\"country\":null");
        order.ShouldContain("\"street\":\"Rua Um\"");
    }

    [Theory]
    [InlineData("PUT", "[]", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "{", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "{}", HttpStatusCode.NotFound)]
    [InlineData("GET", null, HttpStatusCode.NotFound)]
    public async Task nonsense_is_refused(string method, string? body, HttpStatusCode status)
    {
        await using var vtex = await SimulatedVtex.Start();

        (await vtex.Send(new HttpMethod(method), "/simulator/orders/1", body)).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("""{"visibleAfter":1}""", "visibleAfter is not known")]
    [InlineData("""{"visibleAfterMs":-1}""", "visibleAfterMs must be a whole number from 0 to 86400000")]
    [InlineData("""{"accounts":[{}]}""", "accounts[0].account is required")]
    [InlineData("""{"accounts":[{"account":"acme","missingResources":["x"]}]}""", "accounts[0].missingResources may name View order,")]
    [InlineData("[]", "the settings must be an object")]
    public async Task wrong_settings_are_refused(string settings, string fault)
    {
        await using var vtex = await SimulatedVtex.Start();

        var answer = await vtex.Send(HttpMethod.Put, "/simulator/settings", settings);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(fault);
    }

    [Fact]
    public async Task the_list_is_behind()
    {
        await using var vtex = await SimulatedVtex.Start("""{"listLagMs":240000}""");
        await vtex.Put("ready-for-handling");
        var list = "/api/oms/pvt/orders?f_status=ready-for-handling,handling&page=1&per_page=100";

        (await vtex.Order(list)).GetProperty("list").GetArrayLength().ShouldBe(0);
        vtex.Clock.Advance(TimeSpan.FromMinutes(4));
        await vtex.Patch("""{"status":"invoiced"}""");
        var row = (await vtex.Order(list)).GetProperty("list")[0];
        row.GetProperty("status").GetString().ShouldBe("ready-for-handling");
        row.GetProperty("clientName").GetString().ShouldBe("Ana Lima");
        row.TryGetProperty("packageAttachment", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("page=31")]
    [InlineData("page=0")]
    [InlineData("per_page=101")]
    [InlineData("per_page=many")]
    public async Task the_list_ends_at_thirty_pages_of_a_hundred(string query)
    {
        await using var vtex = await SimulatedVtex.Start();

        (await vtex.Http.GetAsync($"/api/oms/pvt/orders?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task the_list_has_pages()
    {
        await using var vtex = await SimulatedVtex.Start();
        for (var order = 1; order <= 5; order++)
        {
            await vtex.Put("handling", $"v{order}-01");
        }

        var list = await vtex.Order("/api/oms/pvt/orders?page=2&per_page=2");

        list.GetProperty("list").EnumerateArray().Select(row => row.GetProperty("orderId").GetString()).ShouldBe(["v3-01", "v2-01"]);
        list.GetProperty("paging").GetRawText().ShouldBe("""{"total":5,"pages":3,"currentPage":2,"perPage":2}""");
    }
}
