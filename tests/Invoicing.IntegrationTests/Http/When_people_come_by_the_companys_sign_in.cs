using System.Text.Json.Nodes;
using System.Web;
using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed class When_people_come_by_the_companys_sign_in(ITestOutputHelper output)
{
    [Fact]
    public async Task their_groups_say_what_they_may_do_and_whoever_is_in_none_is_told_so()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var company = await Serve(installation);
        using var person = new Browser(Base(company));

        var asked = (await person.Get("/orders?state=Failed")).Is(302);
        asked.AsksToSignIn.ShouldBeTrue();
        var sent = new Uri((await person.Get("/sign-in/company?to=%2Forders%3Fstate%3DFailed")).Is(302).Headers["Location"]);
        sent.GetLeftPart(UriPartial.Path).ShouldBe($"{company.Address}authorize");
        var query = HttpUtility.ParseQueryString(sent.Query);
        query["response_type"].ShouldBe("code");
        query["code_challenge_method"].ShouldBe("S256");
        query["code_challenge"]!.Length.ShouldBe(43);
        query["state"].ShouldNotBeNullOrEmpty();
        query["nonce"].ShouldNotBeNullOrEmpty();
        sent.Query.ShouldNotContain(Company.Secret);

        company.Groups = ["lookers"];
        var (page, way) = await person.Follow("/sign-in/company?to=%2Forders%3Fstate%3DFailed");
        page.Is(200);
        way[^1].ShouldBe("/orders?state=Failed");
        way.Count.ShouldBe(4, string.Join('\n', way));
        (await person.Get("/decide")).Is(403).Text.ShouldContain("yours is Viewer");

        // The higher of two, in the same browser: the session before is over.
        var before = person.Session;
        company.Groups = ["nobody-knows", "lookers", "doers"];
        (await person.Follow("/sign-in/company")).End.Is(200).Text.ShouldContain("operator");
        (await person.Get("/access")).Is(403).Text.ShouldContain("yours is Operator");
        person.Session.Value.ShouldNotBe(before.Value);
        await Wait.Until(
            async () =>
            {
                using var thief = new Browser(person.Address).With(before);
                return (await thief.Get("/orders")).AsksToSignIn;
            },
            "the session before is over");

        // Of no group at all: one page says so, and does not send to the company again.
        using var stranger = new Browser(person.Address);
        company.Name = "eve";
        company.Groups = ["strangers"];
        (page, way) = await stranger.Follow("/sign-in/company");
        page.Is(200).Text.ShouldContain("in no group that may look here");
        way[^1].ShouldBe("/sign-in?problem=denied");
        (await stranger.Get("/")).AsksToSignIn.ShouldBeTrue();

        var told = await SignIns(installation);
        told.ShouldBe(["ana (Viewer) by OpenID Connect console", "ana (Operator) by OpenID Connect console"]);
        installation.Logs.ShouldNotContain(Company.Secret);
        installation.Logs.ShouldContain("in no group of Console:OpenId");
    }

    [Fact]
    public async Task an_answer_that_is_not_the_companys_lets_nobody_in()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var company = await Serve(installation);
        company.Groups = ["chiefs"];
        var foreign = Guid.NewGuid().ToString("N");

        await Refused("an error of the company", () => company.Error = "access_denied");
        company.Error = null;
        await Refused("another nonce", () => company.Forges = claims => claims["nonce"] = foreign);
        await Refused("no nonce", () => company.Forges = claims => claims.Remove("nonce"));
        await Refused("another issuer", () => company.Forges = claims => claims["iss"] = "https://evil.example/");
        await Refused("for another client", () => company.Forges = claims => claims["aud"] = "another-client");
        await Refused("over long ago", () => company.Forges = claims =>
            (claims["iat"], claims["nbf"], claims["exp"]) = (1_700_000_000, 1_700_000_000, 1_700_000_060));
        company.Forges = null;
        await Refused("signed by somebody else", () => company.SignsWrongly = true);
        company.SignsWrongly = false;
        await Refused("not signed", () => company.DoesNotSign = true);
        company.DoesNotSign = false;

        // The right answer, which comes twice, and once to another browser.
        using var person = new Browser(Base(company));
        var sent = (await person.Get("/sign-in/company")).Is(302).Headers["Location"];
        var callback = (await person.Get(sent)).Is(302).Headers["Location"];
        using (var other = new Browser(person.Address))
        {
            (await other.Get(callback)).Leads("/sign-in?problem=failed");
            (await other.Get("/")).AsksToSignIn.ShouldBeTrue();
        }

        var kept = person.Cookies.ToList();
        (await person.Get(callback)).Leads("/");
        (await person.Get("/access")).Is(200);
        using (var again = new Browser(person.Address))
        {
            kept.ForEach(cookie => again.With(cookie));
            var exchanges = company.Exchanges;
            (await again.Get(callback)).Leads("/sign-in?problem=failed");
            company.Exchanges.ShouldBe(exchanges + 1);
            (await again.Get("/")).AsksToSignIn.ShouldBeTrue();
        }

        // Nor does anybody sign people out from elsewhere.
        foreach (var path in new[] { "/signout-oidc", "/signout-callback-oidc" })
        {
            (await person.Get(path)).Is(404);
        }

        (await person.Get("/access")).Is(200);
        (await SignIns(installation)).ShouldBe(["ana (Admin) by OpenID Connect console"]);
        installation.Logs.ShouldContain("The company's sign-in fails");
        installation.Logs.ShouldNotContain(Company.Secret);
        installation.Logs.ShouldNotContain(HttpUtility.ParseQueryString(new Uri(callback).Query)["code"]!);
        var fails = installation.Logs.Split('\n').Count(line => line.Contains("The company's sign-in fails"));
        using (var anybody = new Browser(person.Address))
        {
            (await anybody.Get("/sign-in/callback")).Leads("/sign-in?problem=failed");
            (await anybody.Get("/sign-in/callback?code=a&state=b")).Leads("/sign-in?problem=failed");
            (await anybody.Get("/sign-in/callback?error=%0Aall+is+well&state=b")).Leads("/sign-in?problem=failed");
        }

        installation.Logs.Split('\n').Count(line => line.Contains("The company's sign-in fails")).ShouldBe(fails);

        async Task Refused(string what, Action prepare)
        {
            prepare();
            using var browser = new Browser(Base(company));
            var (page, way) = await browser.Follow("/sign-in/company");
            way[^1].ShouldBe("/sign-in?problem=failed", what);
            page.Is(200, what).Text.ShouldContain("did not succeed");
            page.Text.ShouldNotContain("says", customMessage: what);
            (await browser.Get("/")).AsksToSignIn.ShouldBeTrue(what);
        }
    }

    [Fact]
    public async Task a_company_that_does_not_answer_keeps_nobody_out_who_has_a_link()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var company = await Serve(installation, isThere: false);
        await using var door = new Doorkeeper(installation.Database);
        using var person = new Browser(Base(company));

        (await person.Get("/sign-in/company")).Leads("/sign-in?problem=failed");
        installation.Logs.ShouldContain("The company's sign-in fails");

        (await person.Redeem(await door.Link("ana", AccessRole.Viewer))).Leads("/");
        await company.Start();
        company.Groups = ["doers"];
        // What was not there is looked for again after some time.
        await Wait.Until(
            async () => (await person.Follow("/sign-in/company")).End is { Status: 200 } page && page.Text.Contains("operator"),
            "the company lets in");
    }

    private static Uri Base(Company company) => new(company.Callback, "/");

    private static async Task<Company> Serve(Installation installation, bool isThere = true)
    {
        var address = installation.ServesHttp();
        var company = new Company { Callback = new(address, "/sign-in/callback") };
        if (isThere)
        {
            await company.Start();
        }

        installation.Set(
            ("Console__OpenId__Authority", company.Address), ("Console__OpenId__ClientId", Company.Client),
            ("Console__OpenId__ClientSecret", Company.Secret),
            ("Console__OpenId__ViewerGroups", "lookers"), ("Console__OpenId__OperatorGroups", "doers"),
            ("Console__OpenId__AdminGroups", "chiefs"));
        await installation.Serve("--roles", "console");
        return company;
    }

    private static async Task<IReadOnlyList<string>> SignIns(Installation installation) => [.. (await installation.Database.Rows("""
        select data ->> 'target', data ->> 'reason', data ->> 'via'
        from mt_doc_audit
        where data ->> 'action' = 'sign in'
        order by data ->> 'at'
        """)).Select(row => string.Join(' ', row))];
}
