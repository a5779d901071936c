using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

[Collection(PreparedConsole.Name)]
[Trait("Takes", "long")]
public sealed class Every_page(PreparedConsole console)
{
    private static readonly Dictionary<string, (string Path, int Status, string? Role)> s_others = new()
    {
        ["no such order"] = ("/orders/9999", 404, ConsoleInstallation.Operator),
        ["stores for who only looks"] = ("/stores", 200, ConsoleInstallation.Viewer),
        ["going live for who only looks"] = ("/going-live", 200, ConsoleInstallation.Viewer),
        ["no such store"] = ("/stores/set?facility=nowhere", 404, ConsoleInstallation.Admin),
        ["not allowed"] = ("/access", 403, ConsoleInstallation.Viewer),
        ["sign in"] = ("/sign-in", 200, null),
        ["sign in by a link"] = ("/sign-in?t=abc", 200, null),
    };

    private static readonly Dictionary<string, string> s_pages = new()
    {
        ["overview"] = "/",
        ["orders"] = "/orders",
        ["orders of a filter"] = "/orders?state=Failed&cause=Refused&store=SVA40",
        ["no orders"] = "/orders?q=nothing",
        ["completed order"] = "/orders/1001",
        ["failed order"] = "/orders/1003",
        ["order with unknown outcome"] = "/orders/1005",
        ["order on hold"] = "/orders/1006",
        ["dismissed order"] = "/orders/1008",
        ["order of markup"] = $"/orders/{Uri.EscapeDataString(PreparedConsole.Refused)}",
        ["order of script"] = $"/orders/{Uri.EscapeDataString(PreparedConsole.Unusable)}",
        ["retry of an order"] = "/orders/1003/retry?step=invoice&attempt=1",
        ["hold"] = "/orders/1003/hold",
        ["release"] = "/orders/1006/release",
        ["dismiss"] = "/orders/1003/dismiss",
        ["dismiss what leaves something behind"] = "/orders/1003/dismiss?leaving=A+payment+was+captured.",
        ["it is there"] = "/orders/1005/confirm?step=invoice&attempt=1&done=true",
        ["it is not there"] = "/orders/1005/confirm?step=invoice&attempt=1&done=false",
        ["correct"] = "/orders/1003/correct",
        ["reveal"] = "/orders/1003/reveal",
        ["failures"] = "/failures",
        ["retry of many"] = "/decide?do=retry&state=Failed",
        ["dismissal of many"] = "/decide?do=dismiss&state=Failed",
        ["a decision about none"] = "/decide?do=retry&store=NONE",
        ["retries"] = "/retries",
        ["ended retry"] = "RETRY",
        ["pause"] = "/systems/retailpro/pause",
        ["resume"] = "/systems/retailpro/resume",
        ["feeds"] = "/feeds",
        ["feed"] = $"/feeds/{Uri.EscapeDataString(PreparedConsole.FeedName)}",
        ["reconciliations"] = "/reconciliation",
        ["reconciliation"] = "RECONCILIATION",
        ["one cause of a reconciliation"] = "RECONCILIATION?kind=NeverReceived",
        ["check"] = "/check",
        ["audit"] = "/audit",
        ["access"] = "/access",
        ["stores"] = "/stores",
        ["no store of a filter"] = "/stores?q=nothing",
        ["enter a store"] = "/stores/set",
        ["change a store"] = $"/stores/set?facility={Uri.EscapeDataString(Payload.Script)}",
        ["remove a store"] = "/stores/remove?facility=Tegucigalpa",
        ["import stores"] = "/stores/import",
        ["going live"] = "/going-live",
        ["adopt"] = "/going-live/adopt",
        ["privacy"] = "/privacy",
        ["messages"] = "/messages?read=yes",
    };

    public static TheoryData<string> Pages => new(s_pages.Keys);

    public static TheoryData<string> Others => new(s_others.Keys);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task can_be_used_by_everybody_at_any_width_in_light_and_dark(string page)
    {
        var path = s_pages[page].Replace("RETRY", console.Retry).Replace("RECONCILIATION", console.Reconciliation);
        await using var window = await console.Open(ConsoleInstallation.Admin, path);

        (await window.Faults(page)).ShouldBeEmpty();
        await window.ShouldBeInert();
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task is_so_where_somebody_cannot_go_on(string page)
    {
        var (path, status, role) = s_others[page];
        await using var window = await console.Open(role);
        await window.Goes(path, status);

        (await window.Faults(page)).ShouldBeEmpty();
    }

    [Fact]
    public async Task is_so_after_a_form_was_sent()
    {
        await using var window = await console.Open(ConsoleInstallation.Admin, "/orders/1003/correct");
        await window.Page.GetByLabel("JSON Patch").FillAsync("""[{ "op": "replace", "path": "/billing/firstName", "value": "<img src=x onerror=hit=1>" }]""");
        await window.Decides();
        await window.Sees(window.Title, "What the correction would change");
        (await window.Faults("preview of a correction")).ShouldBeEmpty();
        await window.ShouldBeInert();

        foreach (var orderNo in new[] { "1003", PreparedConsole.Refused })
        {
            await window.Goes($"/orders/{Uri.EscapeDataString(orderNo)}/reveal");
            await window.Decides();
            var hidden = window.Main.Locator("details");
            await Assertions.Expect(hidden.First).ToBeVisibleAsync();
            foreach (var details in await hidden.AllAsync())
            {
                await details.Locator("summary").ClickAsync();
            }

            (await window.Faults("requests and answers")).ShouldBeEmpty();
            await window.ShouldBeInert();
        }

        await window.Goes("/access");
        var form = window.Page.Locator("form[action='/access/keys']");
        await form.GetByLabel("Which").FillAsync(Payload.Script);
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await window.Sees(window.Page.GetByRole(AriaRole.Status), Payload.Script);
        (await window.Faults("a new key")).ShouldBeEmpty();
        await window.ShouldBeInert();
    }

    [Fact]
    public async Task is_so_where_a_form_shows_what_would_become_of_a_file_or_a_list_or_what_is_held_of_a_person()
    {
        await using var window = await console.Open(ConsoleInstallation.Admin, "/stores/import");
        await Sends("File of stores", "stores.csv", $"""
            facility,code,mail
            SVA40,SVA40,
            SVA11,SVA11,
            {Payload.Markup},NEW,new@example.test
            """);
        await window.Sees(window.Main, "3 stores in stores.csv: 1 added, 1 changed, 1 same");
        await window.Sees(window.Main, "mail forty@example.test → none");
        await Looks("preview of an import");

        await window.Goes("/stores/import");
        await Sends("File of stores", $"{Payload.Markup}.csv", "facility,code\nSVA40,TOOLONG\n");
        await window.Sees(window.Main, "Nothing is changed");
        await window.Sees(window.Main, "code is 7 characters long");
        (await window.Main.Locator("form").CountAsync()).ShouldBe(0, "nothing to be done");
        await Looks("refused import");

        await window.Goes("/going-live/adopt");
        await Sends("Or a list", "old.csv", $"orderNo,documentNo\n1001,\n9001,OLD1\n1012,{Payload.Markup}\n{Payload.Markup},\n");
        await window.Sees(window.Main, "4 orders: 1 adopted, 2 adopted before it came, 1 not adopted");
        await Looks("preview of an adoption");

        await window.Goes("/privacy");
        await window.Page.GetByLabel("Mail address").FillAsync(PreparedConsole.Mail);
        await window.Decides();
        await window.Sees(window.Main, "items are held of this address");
        await window.Main.Locator("summary").First.ClickAsync();
        await Looks("what is held of a person");

        async Task Sends(string field, string name, string content)
        {
            await window.Page.GetByLabel(field).SetInputFilesAsync(
                new FilePayload { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(content) });
            await window.Decides();
        }

        async Task Looks(string name)
        {
            (await window.Faults(name)).ShouldBeEmpty();
            await window.ShouldBeInert();
        }
    }

    [Fact]
    public async Task shows_its_keys_to_those_who_ask()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/");
        await window.Presses("?");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();

        (await window.Faults("keys")).ShouldBeEmpty();
    }
}
