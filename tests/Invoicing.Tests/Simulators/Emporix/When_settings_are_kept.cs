using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_settings_are_kept
{
    private const string Key = $"{SimulatedEmporix.Configurations}/invoiceSettings";
    private const string Setting = """{"key":"invoiceSettings","value":{"threshold":"48"}}""";
    private const string Mixin = $"{SimulatedEmporix.Site}/mixins/generalShopSettings";

    [Theory]
    [InlineData(Setting)]
    [InlineData($"[{Setting}]")]
    public async Task an_array_and_one_object_are_created_and_shown_as_an_array(string body)
    {
        await using var emporix = await SimulatedEmporix.Start();

        var answer = await emporix.Send(HttpMethod.Post, SimulatedEmporix.Configurations, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await answer.Content.ReadFromJsonAsync<JsonElement>())[0].GetProperty("key").GetString().ShouldBe("invoiceSettings");
        (await emporix.Get(Key)).GetProperty("value").GetProperty("threshold").GetString().ShouldBe("48");
    }

    [Fact]
    public async Task a_known_key_is_refused_and_nothing_is_created()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Send(HttpMethod.Post, SimulatedEmporix.Configurations, Setting);

        (await emporix.Send(HttpMethod.Post, SimulatedEmporix.Configurations, $$"""[{"key":"other","value":true},{{Setting}}]"""))
            .StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await emporix.Get(SimulatedEmporix.Configurations)).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task a_change_needs_the_present_version()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Send(HttpMethod.Post, SimulatedEmporix.Configurations, Setting);
        Task<HttpResponseMessage> Change(int version) => emporix.Send(
            HttpMethod.Put, Key, $$"""{"key":"invoiceSettings","version":{{version}},"value":"text"}""");

        (await Change(1)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Change(1)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Change(2)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await emporix.Send(HttpMethod.Delete, Key)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await emporix.Send(HttpMethod.Delete, Key)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_site_shows_its_mixins_when_asked()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSite();
        await emporix.Send(HttpMethod.Post, $"{SimulatedEmporix.Site}/mixins", """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/logo.png"}}""");

        (await emporix.Get(SimulatedEmporix.Site)).TryGetProperty("mixins", out _).ShouldBeFalse();
        (await emporix.Get($"{SimulatedEmporix.Site}?expand=mixin:*")).GetProperty("mixins").GetProperty("generalShopSettings")
            .GetProperty("logoUrl").GetString().ShouldBe("https://cdn.example.test/logo.png");
        await emporix.Send(HttpMethod.Patch, Mixin, """{"brandName":"Some"}""");
        (await emporix.Get(Mixin)).GetRawText().ShouldBe("""{"logoUrl":"https://cdn.example.test/logo.png","brandName":"Some"}""");
    }

    [Theory]
    [InlineData("sites/de-main", """{"homeBase":{"timezone":"Europe/Nowhere"}}""", "homeBase.timezone is no time zone: Europe/Nowhere")]
    [InlineData("sites/de-main", "[]", "the site must be an object")]
    [InlineData("orders/o-1", "[]", "the order must be an object")]
    [InlineData("transactions/t-1", """{"authorized":1}""", "authorized is not known")]
    public async Task nonsense_is_not_put_in(string path, string body, string message)
    {
        await using var emporix = await SimulatedEmporix.Start();

        var answer = await emporix.Send(HttpMethod.Put, $"/simulator/{path}", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
    }
}
