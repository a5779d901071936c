using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class Who_may_use_the_API(ITestOutputHelper output)
{
    private static readonly string[] s_forEverybody = ["/health/live", "/health/ready"];

    /// <summary>What the description lists, and what it leaves out.</summary>
    [Fact]
    public async Task is_asked_of_every_route_that_there_is()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "api");
        using var nobody = new ApiCaller(address, null);
        using var wrong = new ApiCaller(address, $"inv_abcdefgh_{new string('A', 43)}");
        using var viewer = await ApiCaller.Of(installation, address, "viewer");
        using var person = await ApiCaller.Of(installation, address, "operator");
        using var revoked = await ApiCaller.Of(installation, address, "admin", "gone");
        var keys = await installation.Run("keys", "list", "--output", "json");
        var gone = JsonDocument.Parse(keys.Output).RootElement.EnumerateArray().Single(key => key.GetProperty("name").GetString() == "gone");
        await installation.Succeeds("keys", "revoke", gone.GetProperty("id").GetString()!, "--reason", "test");

        var paths = (await viewer.Get("/openapi/v1.json")).Is(200).Json.GetProperty("paths");
        List<(string Method, string Path)> routes =
        [
            .. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Select(operation => (operation.Name.ToUpperInvariant(), path.Name.Replace("{id}", Guid.Empty.ToString()).Replace("{", "").Replace("}", "")))),
            ("GET", $"/api/v1/retries/{Guid.Empty}/events"), ("GET", "/openapi/v1.json"), ("GET", "/"), ("GET", "/nothing"), ("POST", "/api/v1/nothing"),
            ("GET", "/metrics"),
        ];
        routes.Count.ShouldBeGreaterThan(25);
        foreach (var (method, path) in routes)
        {
            foreach (var caller in new[] { nobody, wrong, revoked })
            {
                var answer = await caller.Send(method, path);
                answer.Is(401).Headers["WWW-Authenticate"].ShouldBe("Bearer", $"{method} {path}");
            }

            if (method is not "GET")
            {
                (await viewer.Send(method, path, new { reason = "test" }, "k")).Status.ShouldBeOneOf([403, 404], $"{method} {path}");
            }
        }

        (await person.Send("POST", "/api/v1/orders/1001/correct", new { reason = "test", patch = Array.Empty<object>() }, "k")).Is(403);
        foreach (var path in s_forEverybody)
        {
            (await nobody.Get(path)).Is(200);
        }

        (await nobody.Send("GET", "/api/v1/orders", null, null, ("Host", "evil.example"))).Is(400).Detail.ShouldContain("Http:Hosts");
        (await nobody.Send("GET", "/health/live", null, null, ("Host", "evil.example"))).Is(200);
        installation.Logs.ShouldNotContain("inv_");
    }

    [Theory]
    [InlineData("http://0.0.0.0:5480", "keys would go over the network in clear")]
    [InlineData("https://127.0.0.1:5480", "Http:CertificateFile is missing")]
    [InlineData("localhost:5480", "an address such as http://127.0.0.1:5480 is expected")]
    public async Task an_address_that_would_give_keys_away_is_refused_at_the_start(string url, string problem)
    {
        await using var installation = await Installation.Create(output.WriteLine);

        var served = await installation.Run("serve", "--set", $"Http:Urls={url}");

        served.ExitCode.ShouldNotBe(0);
        served.Errors.ShouldContain(problem);
    }
}
