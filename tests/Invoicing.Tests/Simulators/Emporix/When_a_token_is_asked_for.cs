using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_a_token_is_asked_for
{
    [Fact]
    public async Task it_counts_for_as_long_as_it_says()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Put("behaviour", """{"expiresIn":60}""");
        await emporix.LogIn();

        emporix.Clock.Advance(TimeSpan.FromSeconds(59));
        (await emporix.Http.GetAsync(SimulatedEmporix.Orders)).StatusCode.ShouldBe(HttpStatusCode.OK);
        emporix.Clock.Advance(TimeSpan.FromSeconds(1));
        (await CodeOf(emporix)).ShouldBe("401 keymanagement.service.access_token_expired");
    }

    [Fact]
    public async Task it_is_of_one_tenant()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.LogIn("tenant=other");

        (await emporix.Http.GetAsync(SimulatedEmporix.Orders)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await emporix.Http.GetAsync("/order-v2/other/salesorders")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task it_grants_what_was_asked_for()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.LogIn("order.order_update");

        (await emporix.Http.GetAsync(SimulatedEmporix.Orders)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await emporix.LogIn("order.order_read order.order_update");
        (await emporix.Http.GetAsync(SimulatedEmporix.Orders)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task only_known_clients_get_one()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Put("behaviour", """{"clients":[{"tenant":"other","clientId":"known","clientSecret":"right","scopes":["order.order_read"]}]}""");

        (await emporix.AskForToken(id: "known", secret: "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var answer = await (await emporix.AskForToken("order.order_read order.order_update", "known", "right")).Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("scope").GetString().ShouldBe("tenant=other order.order_read");
        answer.GetProperty("expires_in").GetInt32().ShouldBe(14_399);
    }

    [Fact]
    public async Task all_may_be_taken_back()
    {
        await using var emporix = await SimulatedEmporix.Start();

        (await emporix.Send(HttpMethod.Delete, "/simulator/tokens")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await CodeOf(emporix)).ShouldBe("401 keymanagement.service.invalid_access_token");
        await emporix.LogIn();
        (await emporix.Http.GetAsync(SimulatedEmporix.Orders)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"expiresIn":-1}""")]
    [InlineData("""{"expiresin":1}""")]
    [InlineData("[]")]
    public async Task nonsense_is_no_behaviour(string behaviour)
    {
        await using var emporix = await SimulatedEmporix.Start();

        (await emporix.Send(HttpMethod.Put, "/simulator/behaviour", behaviour)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<string> CodeOf(SimulatedEmporix emporix)
    {
        var answer = await emporix.Http.GetAsync(SimulatedEmporix.Orders);
        var fault = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("fault");
        return $"{(int)answer.StatusCode} {fault.GetProperty("detail").GetProperty("errorcode")}";
    }
}
