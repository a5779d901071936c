using System.Text.RegularExpressions;
using Invoicing.Harness;
using Invoicing.Host;
using Invoicing.Host.Http;
using Invoicing.Messaging;
using Invoicing.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

public sealed partial class Who_may_see_and_do_what(ITestOutputHelper output)
{
    private const string Anybody = "Anybody";

    /// <summary>All that there is: whatever is added has to be put here, too.</summary>
    private const string Everything = """
        Anybody   GET /health/live
        Anybody   GET /health/ready
        Anybody   GET /sign-in
        Anybody   POST /sign-in
        Anybody   GET /sign-in/company
        Anybody   GET /assets/HASH/console.css
        Anybody   GET /assets/HASH/console.js
        Anybody   GET /assets/HASH/icon.svg
        Viewer    * /metrics
        Viewer    GET /openapi/v1.json
        Viewer    GET /api/v1/orders
        Operator  POST /api/v1/orders
        Operator  POST /api/v1/orders/adopt
        Viewer    GET /api/v1/orders/1001
        Operator  POST /api/v1/orders/1001/reveal
        Operator  POST /api/v1/orders/1001/retry
        Operator  POST /api/v1/orders/1001/hold
        Operator  POST /api/v1/orders/1001/release
        Operator  POST /api/v1/orders/1001/dismiss
        Operator  POST /api/v1/orders/1001/confirm
        Admin     POST /api/v1/orders/1001/correct
        Viewer    GET /api/v1/failures
        Viewer    GET /api/v1/retries
        Operator  POST /api/v1/retries
        Viewer    GET /api/v1/retries/ID
        Operator  DELETE /api/v1/retries/ID
        Viewer    GET /api/v1/retries/ID/orders
        Viewer    GET /api/v1/retries/ID/events
        Viewer    GET /api/v1/systems
        Operator  POST /api/v1/systems/retailpro/pause
        Operator  POST /api/v1/systems/retailpro/resume
        Viewer    GET /api/v1/status
        Operator  GET /api/v1/check
        Viewer    GET /api/v1/feeds
        Viewer    GET /api/v1/feeds/orders.csv
        Viewer    GET /api/v1/audit
        Viewer    GET /api/v1/reconciliations
        Operator  POST /api/v1/reconciliations
        Viewer    GET /api/v1/reconciliations/ID
        Viewer    GET /api/v1/reconciliations/ID/differences
        Viewer    GET /api/v1/reconciliations/ID/differences.csv
        Admin     POST /api/v1/privacy/export
        Admin     POST /api/v1/privacy/erase
        Viewer    GET /api/v1/stores
        Admin     PUT /api/v1/stores/SVA40
        Admin     DELETE /api/v1/stores/SVA40
        Viewer    GET /
        Viewer    GET /orders
        Viewer    GET /orders.csv
        Viewer    GET /orders/1001
        Operator  GET /orders/1001/retry
        Operator  GET /orders/1001/hold
        Operator  GET /orders/1001/release
        Operator  GET /orders/1001/dismiss
        Operator  GET /orders/1001/confirm
        Operator  GET /orders/1001/reveal
        Admin     GET /orders/1001/correct
        Operator  POST /orders/1001/retry
        Operator  POST /orders/1001/hold
        Operator  POST /orders/1001/release
        Operator  POST /orders/1001/dismiss
        Operator  POST /orders/1001/confirm
        Operator  POST /orders/1001/reveal
        Admin     POST /orders/1001/correct
        Viewer    GET /failures
        Viewer    GET /messages
        Operator  GET /decide
        Operator  POST /decide
        Viewer    GET /retries
        Viewer    GET /retries/ID
        Operator  POST /retries/ID/stop
        Operator  GET /systems/retailpro/pause
        Operator  GET /systems/retailpro/resume
        Operator  POST /systems/retailpro/pause
        Operator  POST /systems/retailpro/resume
        Viewer    GET /feeds
        Viewer    GET /feeds/orders.csv
        Operator  GET /check
        Viewer    GET /reconciliation
        Operator  POST /reconciliation
        Viewer    GET /reconciliation/ID
        Viewer    GET /reconciliation/ID.csv
        Viewer    GET /stores
        Viewer    GET /stores.csv
        Admin     GET /stores/set
        Admin     GET /stores/remove
        Admin     GET /stores/import
        Admin     POST /stores/set
        Admin     POST /stores/remove
        Admin     POST /stores/import
        Viewer    GET /going-live
        Operator  GET /going-live/adopt
        Operator  POST /going-live/adopt
        Viewer    GET /audit
        Admin     GET /access
        Admin     POST /access/links
        Admin     POST /access/keys
        Admin     POST /access/keys/KEY/revoke
        Admin     GET /privacy
        Admin     POST /privacy/export
        Admin     POST /privacy/erase
        Viewer    GET /strip
        Viewer    POST /sign-out
        Viewer    * /nothing/at/all
        """;

    private static readonly IReadOnlyList<Route> s_expected = [.. Everything.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(parts => new Route(parts[0], parts[1], parts[2]))];

    /// <summary>Of those, too, nobody is told that there is nothing.</summary>
    private static readonly Route[] s_others =
    [
        new("Viewer", "GET", "/api/nothing"), new("Viewer", "PUT", "/orders/1001"), new("Viewer", "GET", "/.env"),
        new("Viewer", "GET", "/sign-in/nothing"), new("Viewer", "HEAD", "/orders"), new("Viewer", "GET", "/assets/nothing.css"),
    ];

    [Fact]
    public async Task is_said_of_every_route_that_there_is()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        using var host = Service.Build(Settings(installation, address), Roles.Api | Roles.Console);
        await host.StartAsync();
        var server = host.Services.GetServices<IHostedService>().OfType<HttpServer>().Single();
        server.Endpoints.OfType<RouteEndpoint>().SelectMany(Routes).Order()
            .ShouldBe(s_expected.Select(route => $"{route.Method} {route.Path}").Order(), "what is mapped, and what this test knows");

        using var nobody = new Browser(address);
        var people = new Dictionary<AccessRole, Browser>();
        var programs = new Dictionary<AccessRole, ApiCaller>();
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            people[role] = await Browser.Of(address, await door.Link($"some {role}", role));
            programs[role] = await ApiCaller.Of(installation, address, role.ToString());
        }

        var signIn = (await nobody.Get("/sign-in")).Is(200).Text;
        foreach (var (least, method, route) in s_expected.SelectMany(InEveryMethod).Concat(s_others))
        {
            var path = route.Contains("HASH")
                ? Regex.Match(signIn, route.Replace("HASH", "[0-9a-f]+")).Value
                : route.Replace("ID", Guid.Empty.ToString());
            var isForPrograms = HttpPaths.IsForPrograms(path);
            var what = $"{method} {path} of {least}";
            var stranger = await Send(nobody, method, path);
            if (least == Anybody)
            {
                stranger.Status.ShouldNotBeOneOf([401, 403, 404], what);
                // The company is not there: it leads to the same page, which tells so, and not back to where nobody wanted to go.
                stranger.Headers.GetValueOrDefault("Location", "").ShouldNotContain("to=");
                continue;
            }

            if (isForPrograms)
            {
                stranger.Is(401, what).Headers["WWW-Authenticate"].ShouldBe("Bearer", what);
            }
            else
            {
                stranger.AsksToSignIn.ShouldBeTrue(what);
            }

            foreach (var (role, person) in people)
            {
                var may = role >= Enum.Parse<AccessRole>(least);
                var came = await Send(person, method, path);
                var (status, text) = await Call(programs[role]);
                if (isForPrograms)
                {
                    came.Is(401, $"{what}, by the cookie of {role}");
                }
                else
                {
                    Judge(came.Status, $"{what}, by {role}: {came.Text}");
                }

                Judge(status, $"{what}, by the key of {role}: {text}");
                if (may && method == "POST" && !isForPrograms && path != "/nothing/at/all")
                {
                    came.Is(400, what).Text.ShouldContain("Open it again and send that one");
                    status.ShouldBe(400, what);
                    text.ShouldContain("A program sends this to /api/v1", customMessage: what);
                }

                void Judge(int answered, string of)
                {
                    if (may)
                    {
                        answered.ShouldNotBeOneOf([302, 401, 403, 500], of);
                    }
                    else
                    {
                        answered.ShouldBe(403, of);
                    }
                }
            }

            async Task<(int Status, string Text)> Call(ApiCaller program)
            {
                if (isForPrograms)
                {
                    var called = await program.Send(method, path, method is "POST" or "PUT" ? new { reason = "test" } : null);
                    return (called.Status, called.Text);
                }

                var asked = await nobody.Send(
                    method, path, method == "POST" ? [("reason", "test")] : null, ("Authorization", $"Bearer {program.Key}"));
                return (asked.Status, asked.Text);
            }
        }

        // Nothing of all that was done.
        (await installation.Database.Count("""
            mt_doc_audit where data ->> 'action' not in ('create key', 'create sign-in link', 'sign in')
            """)).ShouldBe(0);
        (await installation.Database.Count("mt_doc_access_key")).ShouldBe(3);
        await host.StopAsync();
    }

    private static Task<Answer> Send(Browser browser, string method, string path) =>
        browser.Send(method, path, method == "POST" ? [("reason", "test"), ("name", "eve"), ("role", "admin")] : null);

    private static IEnumerable<Route> InEveryMethod(Route route) => route.Method == "*"
        ? new[] { "GET", "POST", "PUT", "DELETE" }.Select(method => route with { Method = method })
        : [route];

    /// <summary>With something in place of what changes; each of several words is a route of its own.</summary>
    private static IEnumerable<string> Routes(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/');
        path = path.Replace("{orderNo}", "1001").Replace("{id:guid}", "ID").Replace("{id}", "ID").Replace("{system}", "retailpro")
            .Replace("{name}", "orders.csv").Replace("{facility}", "SVA40").Replace("{key}", "KEY").Replace("{documentName}", "v1").Replace("{*path}", "nothing/at/all");
        path = Assets().Replace(path, "/assets/HASH/");
        var words = Words().Match(path);
        var paths = words.Success ? words.Groups[1].Value.Split('|').Select(word => path.Replace(words.Value, word)) : [path];
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return paths.SelectMany(each => methods.Select(method => $"{method} {each}"));
    }

    private static string[] Settings(Installation installation, Uri address) =>
    [
        $"Postgres:ConnectionString={installation.Database.ConnectionString}", $"RabbitMq:Uri={installation.Broker.Uri}",
        $"RetailPro:BaseUrl={installation.RetailPro.Address}", $"Mail:Folder={installation.Mails.Folder}", $"Http:Urls={address}",
        // Nobody is sent there.
        "Console:OpenId:Authority=http://127.0.0.1:9", "Console:OpenId:ClientId=x", "Console:OpenId:ViewerGroups=x",
    ];

    [GeneratedRegex("/assets/[0-9a-f]+/")]
    private static partial Regex Assets();

    [GeneratedRegex(@"\{action:regex\(\^\(?([a-z|]+)\)?\$\)\}")]
    private static partial Regex Words();

    private sealed record Route(string Least, string Method, string Path);
}
