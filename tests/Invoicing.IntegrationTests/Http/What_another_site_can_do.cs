using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

public sealed class What_another_site_can_do(ITestOutputHelper output)
{
    private static readonly (string Name, string Value)[] s_pause = [("reason", "test"), ("key", "k1")];

    [Fact]
    public async Task is_nothing()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "console");
        var links = new[] { await door.Link("ana", AccessRole.Admin), await door.Link("eve", AccessRole.Admin) };
        using var ana = await Browser.Of(address, links[0]);
        using var eve = await Browser.Of(address, links[1]);
        const string Pause = "/systems/retailpro/pause";
        var (ofAna, ofEve) = (Token(await ana.Get(Pause)), Token(await eve.Get(Pause)));

        // Without what a page of ours has, with that of somebody else, or with his cookie beside it.
        var refused = (await ana.Post(Pause, s_pause)).Is(400);
        refused.Text.ShouldContain("Open it again and send that one");
        (await ana.Post(Pause, [.. s_pause, ("__RequestVerificationToken", "x")])).Is(400);
        (await ana.Post(Pause, [.. s_pause, ("__RequestVerificationToken", ofEve)])).Is(400);
        using (var mixed = new Browser(address).With(ana.Session).With(eve.Cookies.Single(cookie => cookie.Name == "invoicing_forms")))
        {
            (await mixed.Post(Pause, [.. s_pause, ("__RequestVerificationToken", ofEve)])).Is(400);
        }

        using var stranger = new Browser(address);
        (await stranger.Post("/sign-in", ("token", links[0]))).Is(400);
        (await stranger.Post(Pause, s_pause)).AsksToSignIn.ShouldBeTrue();

        // Even with it, if the browser says that the form is of another site.
        foreach (var (name, value) in new[]
        {
            ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        })
        {
            (await ana.Send("POST", Pause, [.. s_pause, ("__RequestVerificationToken", ofAna)], (name, value))).Is(400, $"{name}: {value}")
                .Text.ShouldContain("another site");
        }

        (await ana.Get("/", ("Host", "evil.example"))).Is(400).Text.ShouldContain("Http:Hosts");
        (await ana.Send("POST", Pause, [.. s_pause, ("__RequestVerificationToken", ofAna)], ("Host", "evil.example"))).Is(400);
        (await installation.Database.Count("mt_doc_audit where data ->> 'action' = 'pause'")).ShouldBe(0);
        (await installation.Database.Count("mt_doc_pause")).ShouldBe(0);

        // The same from a page of ours.
        var own = address.GetLeftPart(UriPartial.Authority);
        (string, string)[] ours = [.. s_pause, ("__RequestVerificationToken", ofAna)];
        (await ana.Send("POST", Pause, ours, ("Origin", own))).Leads("/");
        (string, string)[] again = [("reason", "test"), ("key", "k2"), ("__RequestVerificationToken", ofAna)];
        (await ana.Send("POST", "/systems/retailpro/resume", again, ("Origin", "null"), ("Sec-Fetch-Site", "same-origin"))).Leads("/");
        (await installation.Database.Count("mt_doc_audit where data ->> 'action' = 'pause'")).ShouldBe(1);

        await Headers(ana, stranger);
        await Faults(installation, ana);
        foreach (var secret in new[] { links[0], links[1], ofAna, ana.Session.Value })
        {
            installation.Logs.ShouldNotContain(secret);
            refused.Text.ShouldNotContain(secret);
        }
    }

    private static async Task Headers(Browser ana, Browser stranger)
    {
        foreach (var (browser, path, status) in new[]
        {
            (ana, "/", 200), (ana, "/orders", 200), (ana, "/orders.csv", 200), (ana, "/failures", 200), (ana, "/access", 200),
            (ana, "/stores.csv", 200), (ana, "/privacy", 200),
            (ana, "/strip", 200), (ana, "/orders/77", 404), (ana, "/nothing", 404), (ana, "/api/v1/orders", 401), (stranger, "/", 302),
            (stranger, "/sign-in", 200), (stranger, "/sign-in?t=x", 200), (stranger, "/metrics", 401), (stranger, "/health/live", 200),
        })
        {
            var headers = (await browser.Get(path)).Is(status, path).Headers;
            headers["Content-Security-Policy"].ShouldContain("default-src 'none'; script-src 'self'", customMessage: path);
            headers["Content-Security-Policy"].ShouldContain("frame-ancestors 'none'", customMessage: path);
            headers["X-Content-Type-Options"].ShouldBe("nosniff", path);
            headers["Referrer-Policy"].ShouldBe("no-referrer", path);
            headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin", path);
            headers["Cache-Control"].ShouldContain("no-store", customMessage: path);
            headers.ContainsKey("Server").ShouldBeFalse(path);
            headers.ContainsKey("Strict-Transport-Security").ShouldBeFalse(path);
        }

        var script = (await stranger.Get("/sign-in")).Text.Split('"')
            .Single(part => part.EndsWith("/console.js", StringComparison.Ordinal));
        (await stranger.Get(script)).Is(200).Headers["Cache-Control"].ShouldContain("immutable");
        (await stranger.Get("/sign-in?t=%22%3E%3Cscript%3E&to=%22%3E%3Cscript%3E")).Is(200).Text.ShouldNotContain("><script>");
    }

    /// <summary>What a fault of the program, and one of the database, tells.</summary>
    private static async Task Faults(Installation installation, Browser ana)
    {
        await installation.Database.Rows("alter table mt_doc_access_key rename to mt_doc_lost; select 1");
        var fault = (await ana.Get("/access")).Is(500);
        fault.Text.ShouldContain("its log has more");
        await installation.Database.Rows("alter table mt_doc_lost rename to mt_doc_access_key; select 1");
        (await ana.Get("/orders?state=lost")).Is(400);
        await installation.Database.GoesAway();
        // Who is signed in is known for some seconds more.
        var away = await ana.Get("/audit");
        away.Status.ShouldBeOneOf(500, 503);
        foreach (var text in new[] { fault.Text, away.Text })
        {
            foreach (var word in new[] { "   at ", "Exception", "select ", "Npgsql", "mt_doc", "Password" })
            {
                text.ShouldNotContain(word, Case.Insensitive);
            }
        }
    }

    private static string Token(Answer page) =>
        Browser.HiddenFields(page, "/systems/retailpro/pause").Single(field => field.Name == "__RequestVerificationToken").Value;
}
