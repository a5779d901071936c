using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

/// <summary>Forms of stores, of the adoption and of a person's data.</summary>
public sealed class When_a_form_is_sent_twice_or_by_whoever_may_not(ITestOutputHelper output)
{
    private const string Mail = "zoe@example.test";

    private static readonly (string Path, string Action, (string, string)[] Fields, AccessRole Least)[] s_forms =
    [
        ("/stores/set", "/stores/set", [("facility", "SVA40"), ("mayInvoice", "true")], AccessRole.Admin),
        ("/stores/import", "/stores/import", [("content", "facility\nSVA11\n"), ("file", "stores.csv")], AccessRole.Admin),
        ("/stores/remove?facility=SVA11", "/stores/remove", [], AccessRole.Admin),
        ("/going-live/adopt", "/going-live/adopt", [("orders", """[{"orderNo":"1","documentNo":"OLD1"}]""")], AccessRole.Operator),
        ("/privacy", "/privacy/export", [("email", Mail)], AccessRole.Admin),
    ];

    [Fact]
    public async Task it_is_done_once_and_for_those_who_may_from_pages_of_ours()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await using var door = new Doorkeeper(installation.Database);
        var address = installation.ServesHttp();
        await installation.Serve();
        await installation.Publish(Sample.SingleStore("7", order => order["billing"]!["email"] = Mail));
        await installation.Is("Completed", "7");
        using var admin = await Browser.Of(address, await door.Link("ada", AccessRole.Admin));
        using var ana = await Browser.Of(address, await door.Link("ana", AccessRole.Operator));
        using var vera = await Browser.Of(address, await door.Link("vera", AccessRole.Viewer));

        foreach (var (path, action, given, least) in s_forms)
        {
            (string, string)[] sent = [.. given, ("reason", "asked")];
            (await admin.Post(action, [.. sent, ("key", "k")])).Is(400, action).Text.ShouldContain("Open it again and send that one");
            (await vera.Post(action, sent)).Is(403, action);
            (await ana.Post(action, sent)).Status.ShouldBe(least == AccessRole.Admin ? 403 : 400, action);
            (await Audited(installation)).ShouldNotContain(entry => entry.StartsWith("ada"), action);

            var hidden = Browser.HiddenFields(await admin.Get(path), action).Where(field => sent.All(own => own.Item1 != field.Name))
                .ToArray();
            var first = await admin.Post(action, [.. hidden, .. sent]);
            var second = await admin.Post(action, [.. hidden, .. sent]);
            (second.Status, second.Headers.GetValueOrDefault("Location"))
                .ShouldBe((first.Status, first.Headers.GetValueOrDefault("Location")), action);
            first.Status.ShouldBeOneOf([200, 302], $"{action}: {first.Text}");
            first.Headers["Cache-Control"].ShouldContain("no-store");
            if (action is not "/privacy/export")
            {
                // What is looked at twice is kept twice.
                (await Audited(installation)).Count(entry => entry.StartsWith("ada")).ShouldBe(1, action);
            }

            if (action == "/stores/set")
            {
                // Somebody goes back to the form that was sent, and means another store.
                (await admin.Post(action, [.. hidden, ("facility", "SVA12"), ("mayInvoice", "true"), ("reason", "asked")])).Is(422);
            }

            await installation.Database.Rows("delete from mt_doc_audit where data ->> 'by' = 'ada'; select 1");
        }

        (await installation.Run("stores", "export")).Output.ShouldBe(
            "facility,code,mayInvoice,invoicedBy,subsidiary,mail\r\nSVA40,SVA40,true,,,\r\n");
        (await installation.Show("1")).GetProperty("invoicedElsewhere").GetProperty("documentNo").GetString().ShouldBe("OLD1");

        var held = await admin.Submit("/privacy", "/privacy/export", ("email", Mail), ("reason", "asked"));
        held.Is(200).Headers["Cache-Control"].ShouldContain("no-store");
        held.Text.ShouldContain(Mail);
        (await admin.Submit("/privacy", "/privacy/export", ("email", Mail), ("reason", $"{Mail} has asked"))).Is(400).Text
            .ShouldContain("leave the address out");
        var erase = Browser.HiddenFields(held, "/privacy/erase");
        (await ana.Post("/privacy/erase", [.. erase, ("email", Mail), ("reason", "asked")])).Is(403);
        (await admin.Post("/privacy/erase", [.. erase, ("email", "rosa@example.test"), ("reason", "asked")])).Is(400).Text
            .ShouldContain("Nothing was erased");
        (await installation.Database.Count("mt_doc_order where erased_at is not null")).ShouldBe(0);
        var erased = await admin.Post("/privacy/erase", [.. erase, ("email", Mail), ("reason", "asked")]);
        (await admin.Post("/privacy/erase", [.. erase, ("email", Mail), ("reason", "asked")])).Is(200);
        erased.Is(200).Text.ShouldContain("1 of 1 item is erased");
        erased.Text.ShouldNotContain(Mail);
        (await installation.Database.Count("mt_doc_order where erased_at is not null")).ShouldBe(1);

        var person = new Person(Mail).Digest;
        (await Audited(installation)).Where(entry => entry.StartsWith("ada")).ShouldBe(
            [$"ada privacy export {person} 0 console", $"ada privacy erase {person} 1 console"], ignoreOrder: true);
        (await installation.Run("audit", "--output", "json")).Output.ShouldNotContain(Mail);
        installation.Logs.ShouldNotContain(Mail);
    }

    private static async Task<IReadOnlyList<string>> Audited(Installation installation) => [.. (await installation.Database.Rows("""
        select data ->> 'by', data ->> 'action', data ->> 'target', coalesce(data ->> 'count', '0'), data ->> 'via' from mt_doc_audit
        where data ->> 'action' <> 'sign in' order by at
        """)).Select(row => string.Join(' ', row))];
}
