using Invoicing.Emporix;
using Invoicing.Emporix.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.IntegrationTests.Emporix;

public sealed class Who_may_call : EmporixApiTest
{
    private static readonly HashSet<string> s_forEverybody = ["POST /oauth/token", "GET /invoice/{tenant}/documents/{token}.pdf"];

    [Fact]
    public async Task is_asked_of_every_route_that_there_is()
    {
        var expired = new ApiToken
        {
            Id = ApiTokens.IdOf("expired"), Client = "shop", Tenant = "acme", Scopes = new EmporixSettings().AllScopes(),
            ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1),
        };
        var gone = expired with { Id = ApiTokens.IdOf("gone"), Client = "of-old", ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) };
        await using (var session = Emporix.Store.LightweightSession())
        {
            session.Store(expired, gone);
            await session.SaveChangesAsync();
        }

        var (other, reader) = (await Emporix.Token("globex"), await Emporix.Token("reader"));
        var routes = Mapped();
        routes.Count.ShouldBeGreaterThan(25);
        foreach (var (method, path, access) in routes)
        {
            if (access is { Scope: null })
            {
                s_forEverybody.ShouldContain($"{method} {path}");
                continue;
            }

            access.ShouldNotBeNull($"{method} {path} says not who may call it");
            var asked = path.Replace("{tenant}", "acme").Replace("{", "").Replace("}", "");
            foreach (var token in new[] { null, "wrong", "expired", "gone", "" })
            {
                (await Emporix.Send(method, asked, token)).Is(401).Body!.Value.GetProperty("fault").GetProperty("detail")
                    .GetProperty("errorcode").GetString().ShouldNotBeNullOrEmpty();
            }

            if (path.Contains("{tenant}", StringComparison.Ordinal))
            {
                (await Emporix.Send(method, asked, other)).Is(403).Detail.ShouldBe("the token is another tenant's");
                (await Emporix.Send(method, asked.Replace("acme", "Acme"), Token)).Is(400).Detail.ShouldNotBeNull().ShouldStartWith("tenant is no name");
            }

            if (access.Scope != ApiScopes.ConfigurationView)
            {
                (await Emporix.Send(method, asked, reader)).Is(403).Detail.ShouldBe($"the token has no scope {access.Scope}");
            }
        }
    }

    [Fact]
    public async Task learns_only_with_a_token_that_a_route_is_unknown()
    {
        (await Emporix.Send("GET", "/invoice/acme/nothing", null)).Is(401);
        (await Emporix.Send("GET", "/invoice/acme/nothing", Token)).Is(404).Body!.Value.GetProperty("code").GetString().ShouldBe("404");
        (await Emporix.Send("DELETE", "/configuration/acme/configurations", Token)).Is(404);
    }

    [Fact]
    public async Task is_given_a_token_of_which_the_database_has_only_the_digest()
    {
        var answer = (await Emporix.Ask("shop", EmporixInstance.Secret, "invoice.invoice_read other.scope tenant=acme")).Is(200).Body!.Value;

        answer.GetProperty("token_type").GetString().ShouldBe("Bearer");
        answer.GetProperty("scope").GetString().ShouldBe("invoice.invoice_read");
        answer.GetProperty("expires_in").GetInt32().ShouldBe(14399);
        var token = answer.GetProperty("access_token").GetString()!;
        (await Database.Count($"mt_doc_api_token where id = '{ApiTokens.IdOf(token)}'")).ShouldBe(1);
        (await Database.Count($"mt_doc_api_token where data::text like '%{token}%' or id = '{token}'")).ShouldBe(0);
        (await Emporix.Send("GET", "/configuration/acme/configurations", token)).Is(403);
        await using var second = await EmporixInstance.Start(Database, first: false);
        (await second.Send("GET", "/configuration/acme/configurations", token)).Is(403);
        (await second.Send("GET", "/configuration/acme/configurations", Token)).Is(200);
    }

    [Fact]
    public async Task is_asked_by_the_names_that_the_settings_give_to_scopes()
    {
        await using var renamed = await EmporixInstance.Start(
            Database, first: false, ("Emporix:InvoiceManageScope", "bills.write"), ("Emporix:InvoiceReadScope", "bills.read"),
            ("Emporix:ApiClients:reader:Scopes", "bills.read"));
        var (shop, reader) = (await renamed.Token(), await renamed.Token("reader"));
        const string Jobs = "/invoice/acme/jobs/invoices";

        (await renamed.Ask("shop", EmporixInstance.Secret, "bills.write invoice.invoice_manage")).Is(200).Body!.Value.GetProperty("scope")
            .GetString().ShouldBe("bills.write");
        (await renamed.Send("POST", Jobs, reader, "{}")).Is(403).Detail.ShouldBe("the token has no scope bills.write");
        (await renamed.Send("POST", Jobs, shop, """{"jobType":"MANUAL","orderIds":["o-1"]}""")).Is(201);
        (await renamed.Send("GET", $"{Jobs}/none", reader)).Is(404);
        // A token that was given before has the names of then.
        (await renamed.Send("GET", $"{Jobs}/none", Token)).Is(403);
        (await renamed.Send("GET", "/configuration/acme/configurations", Token)).Is(200);
    }

    [Fact]
    public async Task with_wrong_secrets_waits_and_then_is_sent_away()
    {
        (await Emporix.Ask("shop", "wrong")).Is(401);
        (await Emporix.Ask("nobody", EmporixInstance.Secret)).Is(401);
        (await Emporix.Ask("shop", EmporixInstance.Secret, "order.order_read")).Is(400);
        (await Emporix.Send("POST", "/oauth/token", null, "{}")).Is(400);

        var answers = Enumerable.Range(0, 60).Select(_ => Emporix.Ask("shop", "wrong")).ToList();
        (await Task.WhenAny(answers).Unwrap()).Status.ShouldBeOneOf(401, 429);
        var rightAmongWrong = Emporix.Ask("shop", EmporixInstance.Secret);
        (await rightAmongWrong).Is(200);
        (await Task.WhenAll(answers)).Select(answer => answer.Status).Distinct().Order().ShouldBe([401, 429]);
    }

    [Fact]
    public async Task may_not_send_more_than_a_megabyte() =>
        (await Send("POST", "/configuration/acme/configurations", $"\"{new string('x', 1024 * 1024)}\"")).Is(413);

    private List<(string Method, string Path, ApiAccess? Access)> Mapped()
    {
        var collected = new Collected();
        foreach (var routes in Emporix.Routes)
        {
            routes.Map(collected);
        }

        return
        [
            .. collected.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                    .Select(method => (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<ApiAccess>()))),
        ];
    }

    private sealed class Collected : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider { get; } = new ServiceCollection().BuildServiceProvider();

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => throw new NotSupportedException();
    }
}
