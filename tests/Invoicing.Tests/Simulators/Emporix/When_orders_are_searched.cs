using System.Net;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_orders_are_searched
{
    [Theory]
    [InlineData("", "o-1 o-2 o-3")]
    [InlineData("status:CONFIRMED", "o-1 o-2")]
    [InlineData("status:(CREATED,CONFIRMED)", "o-1 o-2 o-3")]
    [InlineData("mixins.generalAttributes.extendedOrderStatus:(05, 70)", "o-1 o-3")]
    [InlineData("mixins.generalAttributes.extendedOrderStatus:5", "o-2")]
    [InlineData("mixins.deliveryTime.deliveryDate:<=\"2026-03-04T10:00:00Z\"", "o-1")]
    [InlineData("mixins.deliveryTime.deliveryDate:<\"2026-03-04T10:00:00Z\"", "")]
    [InlineData("mixins.deliveryTime.deliveryDate:>\"2026-03-04T10:00:00Z\"", "o-2")]
    [InlineData("mixins.deliveryTime.deliveryDate:(>=\"2026-03-04T10:00:00.000Z\" AND <\"2026-03-04T10:00:01Z\")", "o-1")]
    [InlineData("deliveryWindow.deliveryDate:<=\"2026-03-04\" mixins.deliveryTime.deliveryDate:null", "o-3")]
    [InlineData("mixins.deliveryTime.deliveryDate:exists", "o-1 o-2")]
    [InlineData("status:(CONFIRMED) mixins.generalAttributes.extendedOrderStatus:(05,5) mixins.deliveryTime.deliveryDate:<=\"2026-03-04T10:00:00Z\"", "o-1")]
    [InlineData("id:o-9", "")]
    public async Task those_come_for_which_all_terms_hold(string q, string ids)
    {
        await using var emporix = await Start();

        Ids(await emporix.Get($"{SimulatedEmporix.Orders}?q={Uri.EscapeDataString(q)}")).ShouldBe(ids);
        var answer = await emporix.Send(HttpMethod.Post, $"{SimulatedEmporix.Orders}/search", JsonSerializer.Serialize(new { q }));
        Ids(JsonElement.Parse(await answer.Content.ReadAsStringAsync())).ShouldBe(ids);
    }

    [Theory]
    [InlineData("pageSize=2", "o-1 o-2")]
    [InlineData("pageSize=2&pageNumber=2", "o-3")]
    [InlineData("pageSize=2&pageNumber=2147483647", "")]
    [InlineData("pageSize=2&sort=id:desc", "o-3 o-2")]
    [InlineData("sort=status", "o-1 o-2 o-3")]
    public async Task they_come_page_by_page_and_counted(string query, string ids)
    {
        await using var emporix = await Start();

        var answer = await emporix.Http.GetAsync($"{SimulatedEmporix.Orders}?{query}");

        Ids(JsonElement.Parse(await answer.Content.ReadAsStringAsync())).ShouldBe(ids);
        answer.Headers.GetValues("X-Total-Count").ShouldBe(["3"]);
    }

    [Theory]
    [InlineData("q=status")]
    [InlineData("q=status:(CREATED")]
    [InlineData("q=name:~shoe")]
    [InlineData("pageNumber=0")]
    [InlineData("pageSize=x")]
    public async Task what_is_not_understood_is_refused(string query)
    {
        await using var emporix = await Start();

        (await emporix.Http.GetAsync($"{SimulatedEmporix.Orders}?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<SimulatedEmporix> Start()
    {
        var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder("o-1", """ "status":"CONFIRMED","mixins":{"generalAttributes":{"extendedOrderStatus":"05"},"deliveryTime":{"deliveryDate":"2026-03-04T11:00:00+01:00"}},""");
        await emporix.PutOrder("o-2", """ "status":"CONFIRMED","mixins":{"generalAttributes":{"extendedOrderStatus":"5"},"deliveryTime":{"deliveryDate":"2026-03-05T00:00:00.000Z"}},""");
        await emporix.PutOrder("o-3", """ "mixins":{"generalAttributes":{"extendedOrderStatus":"70"}},"deliveryWindow":{"deliveryDate":"2026-03-04"},""");
        await emporix.PutOrder("o-4", tenant: "other");
        return emporix;
    }

    private static string Ids(JsonElement orders) => string.Join(' ', orders.EnumerateArray().Select(order => order.GetProperty("id").GetString()));
}
