using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class When_a_person_comes_by_a_link(ITestOutputHelper output)
{
    private const string Used = "was used before, or is older than 15 minutes";

    [Fact]
    public async Task it_lets_one_person_in_once_and_soon()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "console");
        var made = await installation.Run(
            "console", "sign-in", "--name", "ana", "--role", "operator", "--reason", "new here", "--output", "json");
        made.ExitCode.ShouldBe(0, made.ToString());
        var link = new Uri(JsonDocument.Parse(made.Output).RootElement.GetProperty("link").GetString()!);
        link.GetLeftPart(UriPartial.Path).ShouldBe(new Uri(address, "/sign-in").ToString());
        var token = link.Query["?t=".Length..];

        // Whoever looks through mails opens links, and does not press buttons.
        using var scanner = new Browser(address);
        foreach (var method in new[] { "GET", "HEAD", "OPTIONS", "GET" })
        {
            await scanner.Send(method, link.PathAndQuery);
        }

        // Two at the same time: one gets in.
        var both = new[] { new Browser(address), new Browser(address) };
        var answers = await Task.WhenAll(both.Select(browser => browser.Redeem(token)));
        var first = answers.Single(answer => answer.Status == 302).Leads("/");
        answers.Single(answer => answer.Status == 400).Text.ShouldContain(Used);
        (await both.Single(browser => browser.Cookies.Any(cookie => cookie.Name == "invoicing_session")).Get("/audit")).Is(200);
        var cookie = first.Headers["Set-Cookie"].Split('\n').Last(each => each.StartsWith("invoicing_session=", StringComparison.Ordinal));
        cookie.ShouldContain("; path=/");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("; httponly");

        using var late = new Browser(address);
        (await late.Redeem(token)).Is(400).Text.ShouldContain(Used);
        (await late.Redeem(await door.Link("late", AccessRole.Admin, ago: TimeSpan.FromMinutes(15.1)))).Is(400).Text.ShouldContain(Used);
        (await late.Redeem("made-up")).Is(400).Text.ShouldContain(Used);
        (await late.Get("/")).AsksToSignIn.ShouldBeTrue();
        (await late.Redeem(await door.Link("soon", AccessRole.Viewer, ago: TimeSpan.FromMinutes(14)))).Leads("/");

        // In a browser where somebody is signed in, whoever comes is somebody else, and that session is over.
        var before = late.Session.Value;
        (await late.Redeem(await door.Link("chief", AccessRole.Admin))).Leads("/");
        (await late.Get("/access")).Is(200).Text.ShouldContain("chief");
        late.Session.Value.ShouldNotBe(before);
        (await installation.Database.Count("mt_doc_session where data ->> 'name' = 'soon'")).ShouldBe(0);

        var audit = string.Join('\n', (await installation.Database.Rows("select data::text from mt_doc_audit")).Select(row => row[0]));
        audit.ShouldContain("new here");
        audit.ShouldContain("ana (Operator)");
        var documents = string.Join('\n', (await installation.Database.Rows(
            "select data::text from mt_doc_sign_in_link union all select data::text from mt_doc_session")).Select(row => row[0]));
        foreach (var text in new[] { installation.Logs, audit, documents })
        {
            text.ShouldNotContain(token);
            text.ShouldNotContain(late.Session.Value);
        }
    }

    [Fact]
    public async Task it_leads_to_no_other_site_and_is_not_tried_often()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "console");
        string[] elsewhere =
        [
            "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "\\\\evil.example", "javascript:alert(1)",
            "/sign-in?t=x",
        ];
        foreach (var to in elsewhere)
        {
            using var browser = new Browser(address);
            var page = await browser.Get($"/sign-in?t={await door.Link("ana", AccessRole.Viewer)}&to={Uri.EscapeDataString(to)}");
            var fields = Browser.HiddenFields(page, "/sign-in");
            fields.Single(field => field.Name == "to").Value.ShouldBe("/", to);
            var changed = fields.Where(field => field.Name != "to").Append(("to", to));
            (await browser.Post($"/sign-in?to={Uri.EscapeDataString(to)}", [.. changed])).Leads("/");
        }

        using var person = new Browser(address);
        var token = await door.Link("ana", AccessRole.Viewer);
        (await person.Submit($"/sign-in?t={token}&to=%2Forders%3Fstate%3DFailed", "/sign-in")).Leads("/orders?state=Failed");
        using var guesser = new Browser(address);
        Answer last;
        var tries = 0;
        do
        {
            last = await guesser.Redeem("guessed");
        }
        // Those of two minutes, if one ends meanwhile.
        while (last.Status == 400 && ++tries <= 20);

        last.Is(429);
        last.Text.ShouldContain("wait for a minute");
        last.Headers["Retry-After"].ShouldBe("60");
        // Of what is not a try, there may be more.
        (await guesser.Get("/sign-in")).Is(200);
        (await person.Get("/")).Is(200);
        // What is longer than any form that this page has is not read to its end.
        (await guesser.Post("/sign-in", ("token", new string('x', 100_000)))).Status.ShouldBeOneOf(400, 413, 429);
    }

    [Fact]
    public async Task the_session_is_known_to_all_processes_until_it_ends()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var here = installation.ServesHttp();
        var first = await installation.Serve("--roles", "console");
        var there = installation.ServesHttp();
        await installation.Serve("--roles", "console");
        using var person = await Browser.Of(here, await door.Link("ana", AccessRole.Operator));
        using var same = new Browser(there).With(person.Session);
        (await same.Get("/orders")).Is(200);

        // A restart signs nobody out.
        await first.Stop();
        installation.Set(("Http__Urls", here.ToString()));
        await installation.Serve("--roles", "console");
        (await person.Get("/orders")).Is(200);

        // A cookie that somebody makes up or changes is nobody's.
        var cookie = person.Session;
        var changed = cookie.Value[..20] + (cookie.Value[20] == 'A' ? 'B' : 'A') + cookie.Value[21..];
        foreach (var value in new[] { "", "x", cookie.Value[..^4], changed })
        {
            using var other = new Browser(there).With(cookie, value);
            (await other.Get("/orders")).AsksToSignIn.ShouldBeTrue(value);
        }

        // Signed out at one, at both.
        (await person.Submit("/", "/sign-out")).Leads("/sign-in");
        using var thief = new Browser(here).With(cookie);
        (await thief.Get("/orders")).AsksToSignIn.ShouldBeTrue();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Wait.Until(async () => (await same.Get("/orders")).AsksToSignIn, "the other process has noticed");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));

        // Twelve hours, whatever is done in them.
        (await person.Redeem(await door.Link("ben", AccessRole.Operator))).Leads("/");
        (await installation.Database.Count("""
            mt_doc_session
            where (data ->> 'expiresAt')::timestamptz between now() + interval '11 hours 55 minutes' and now() + interval '12 hours'
            """)).ShouldBe(1);
        (await installation.Database.Rows("""
            update mt_doc_session set data = jsonb_set(data, '{expiresAt}', to_jsonb(now() - interval '1 second')) returning 1
            """)).Count.ShouldBe(1);
        await Wait.Until(async () => (await person.Get("/orders")).AsksToSignIn, "the session has ended");
    }
}
