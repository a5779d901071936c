using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class Settings_that_would_let_others_in(ITestOutputHelper output)
{
    private const string Company = "Console:OpenId:Authority=https://login.example";
    private const string Client = "Console:OpenId:ClientId=invoicing";
    private const string Group = "Console:OpenId:OperatorGroups=ops";

    [Fact]
    public async Task are_refused_at_the_start_and_named()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        foreach (var (problem, settings) in new (string, string[])[]
        {
            ("Console:OpenId:Authority is 'http://login.example'", ["Console:OpenId:Authority=http://login.example", Client, Group]),
            ("Console:OpenId:Authority is 'file:///etc/passwd'", ["Console:OpenId:Authority=file:///etc/passwd", Client, Group]),
            ("Console:OpenId:Authority and Console:OpenId:ClientId belong together", [Company, Group]),
            ("Console:OpenId names no group", [Company, Client]),
            ("Console:PublicUrl is 'invoicing'", ["Console:PublicUrl=invoicing"]),
            ("Console:PublicUrl is 'ftp://a.example'", ["Console:PublicUrl=ftp://a.example"]),
            ("Console:PublicUrl is 'https://a.example/path'", ["Console:PublicUrl=https://a.example/path"]),
            ("Console:PublicUrl is 'https://a.example/#x'", ["Console:PublicUrl=https://a.example/#x"]),
            ("Console:PublicUrl is 'https://me:word@a.example'", ["Console:PublicUrl=https://me:word@a.example"]),
            ("Console:PublicUrl is 'http://a.example'", ["Console:PublicUrl=http://a.example"]),
            ("Give Console:OpenId:Authority, or leave the role console out",
                ["Http:Urls=http://0.0.0.0:5480", "Http:KnownProxies=10.0.0.7"]),
        })
        {
            var served = await installation.Run(["serve", "--roles", "console", .. settings.SelectMany(each => new[] { "--set", each })]);
            served.ExitCode.ShouldNotBe(0, problem);
            served.Errors.ShouldContain(problem);
            served.Errors.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task behind_a_proxy_people_come_by_its_name_and_its_word_counts()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        installation.Set(("Console__PublicUrl", "https://invoicing.example"), ("Http__KnownProxies", "127.0.0.1"));
        await installation.Serve("--roles", "console");
        (string, string)[] proxied = [("Host", "invoicing.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7")];
        using var person = new Browser(address);

        var page = (await person.Get($"/sign-in?t={await door.Link("ana", AccessRole.Viewer)}", proxied)).Is(200);
        page.Headers["Strict-Transport-Security"].ShouldStartWith("max-age=");
        page.Headers["Set-Cookie"].ShouldContain("; secure");
        // Nobody's browser: cookies of TLS are put back by hand.
        (string, string)[] withForms = [.. proxied, ("Cookie", page.Headers["Set-Cookie"].Split(';')[0])];
        var inside = (await person.Send("POST", "/sign-in", Browser.HiddenFields(page, "/sign-in"), withForms)).Leads("/");
        var cookie = inside.Headers["Set-Cookie"].Split('\n')
            .Last(each => each.StartsWith("__Host-invoicing_session=", StringComparison.Ordinal));
        cookie.ShouldContain("; path=/");
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("; httponly");
        cookie.ShouldNotContain("domain=");
        (await person.Get("/", [.. proxied, ("Cookie", cookie.Split(';')[0])])).Is(200);
        (await installation.Database.Count("mt_doc_audit where data ->> 'action' = 'sign in' and data ->> 'from' = '203.0.113.7'"))
            .ShouldBe(1);

        // Each address behind the proxy has tries of its own, and a network of IPv6 those of one.
        (await TriesOf("203.0.113.8", 11)).ShouldBe(429);
        (await TriesOf("203.0.113.9", 1)).ShouldBe(400);
        for (var host = 1; host <= 10; host++)
        {
            (await TriesOf($"2001:db8:1:2::{host}", 1)).ShouldBe(400);
        }

        (await TriesOf("2001:db8:1:2::ffff", 1)).ShouldBe(429);
        (await TriesOf("2001:db8:1:3::1", 1)).ShouldBe(400);

        async Task<int> TriesOf(string from, int times)
        {
            var last = 0;
            for (var time = 0; time < times; time++)
            {
                last = (await person.Send("POST", "/sign-in", [("token", "x")], [.. proxied[..2], ("X-Forwarded-For", from)])).Status;
            }

            return last;
        }
    }

    [Fact]
    public async Task do_not_matter_where_no_pages_are_served()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        installation.Set(("Http__Urls", $"http://0.0.0.0:{address.Port}"), ("Http__KnownProxies", "10.0.0.7"));
        await installation.Serve("--roles", "api");
        using var nobody = new ApiCaller(address, null);

        (await nobody.Get("/sign-in")).Is(401);
        (await nobody.Get("/")).Is(401);
        (await nobody.Get("/health/ready")).Is(200);
    }
}
