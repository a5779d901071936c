using System.Text;
using System.Text.Json;
using Invoicing.Harness;
using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

/// <summary>Stores, orders of another process and a person's data: by pages, with script and without.</summary>
[Collection(MovingConsole.Name)]
[Trait("Takes", "long")]
public sealed class What_was_done_by_commands_alone(MovingConsole console)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task stores_are_entered_changed_imported_and_removed(bool script)
    {
        await using var window = await console.Open(ConsoleInstallation.Admin, "/stores", script);
        await window.Sees(window.Main, "No store is entered, and none need be");
        await Looks("no stores");

        // First, so that no order of a test beside this one meets a directory without its stores.
        await window.Clicks("Import a file…");
        await Sends("facility,code\nSVA40,\nSVA11,\n");
        await window.Sees(window.Main, "Nothing is changed yet");
        (await Stores()).ShouldBeEmpty();
        await window.Clicks("Import 2 stores");
        await window.Sees(window.Page.GetByRole(AriaRole.Status), "Done.");
        await Looks("import that is done");
        (await Stores()).Select(store => Text(store, "facility")).ShouldBe(["SVA11", "SVA40"]);

        await window.Goes("/stores");
        await window.Clicks("Enter a store…");
        await window.Page.GetByLabel("Facility, as the OMS calls it").FillAsync(Payload.Script);
        await window.Page.GetByLabel("Code in Retail Pro").FillAsync("WH1");
        await window.Page.GetByLabel("It may invoice").UncheckAsync();
        await window.Page.GetByLabel("Invoiced by").FillAsync("SVA40");
        await window.Decides("warehouse");
        await window.Sees(window.Page.GetByRole(AriaRole.Status), "The store is entered.");
        await window.ShouldBeInert();
        var entered = (await Stores()).Single(store => Text(store, "facility") == Payload.Script);
        (Text(entered, "code"), entered.GetProperty("mayInvoice").GetBoolean(), Text(entered, "invoicedBy"))
            .ShouldBe(("WH1", false, "SVA40"));

        await window.Clicks("Remove… SVA40");
        await window.Decides("closed");
        await window.Sees(window.Main, "is invoiced by SVA40, which would be no store any more");
        (await Stores()).Count.ShouldBe(3);

        await window.Goes("/stores?q=wh1");
        (await window.Main.Locator("tbody tr").CountAsync()).ShouldBe(1);
        await window.Clicks($"Change… {Payload.Script}");
        await window.Page.GetByLabel("Invoiced by").FillAsync("");
        await window.Page.GetByLabel("Subsidiary").FillAsync("El Salvador");
        await window.Decides("nobody invoices for it");
        await window.Sees(window.Page.GetByRole(AriaRole.Status), "The entry is changed.");
        var changed = (await Stores()).Single(store => Text(store, "facility") == Payload.Script);
        (Text(changed, "invoicedBy"), Text(changed, "subsidiary")).ShouldBe((null, "El Salvador"));
        (await window.Page.EvaluateAsync<string>("fetch('/stores.csv').then(answer => answer.text())"))
            .ShouldBe((await console.Installation.Run("stores", "export")).Output);

        foreach (var facility in new[] { Payload.Script, "SVA11", "SVA40" })
        {
            await window.Goes($"/stores/remove?facility={Uri.EscapeDataString(facility)}");
            await window.Decides("end of the test");
            await window.Sees(window.Page.GetByRole(AriaRole.Status), "taken out");
        }

        (await Stores()).ShouldBeEmpty();
        window.Complaints.ShouldBeEmpty();

        async Task Sends(string content)
        {
            await window.Page.GetByLabel("File of stores").SetInputFilesAsync(
                new FilePayload { Name = "stores.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
            await window.Decides("new stores");
        }

        async Task Looks(string name)
        {
            if (script)
            {
                (await window.Faults(name)).ShouldBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task orders_that_another_process_has_invoiced_are_adopted(bool script)
    {
        var refused = (await console.Refuses(1))[0];
        await console.Installation.RetailPro.NoFaults();
        var later = $"{refused}9";
        await using var window = await console.Open(ConsoleInstallation.Operator, "/going-live", script);
        await window.Sees(window.Main, "Live: systems are called.");
        await window.Clicks("Adopt…");
        await window.Page.GetByLabel("Order numbers").FillAsync($"{refused}\n\n#{later}\n{MovingConsole.Completed}\n1 2\n");
        await window.Decides("list of the old process");
        await window.Sees(window.Main, "4 orders: 1 adopted, 1 adopted before it came, 2 not adopted");
        await window.Sees(window.Main, "Retail Pro has it from us already");
        (await State(refused)).ShouldBe("Failed");
        (await console.Installation.Database.Count($"mt_doc_order where order_no = '{later}'")).ShouldBe(0, "only shown");

        await window.Clicks("Adopt 2 orders");
        await window.Sees(window.Page.GetByRole(AriaRole.Status), "Done.");
        if (script)
        {
            (await window.Faults("adoption that is done")).ShouldBeEmpty();
        }

        foreach (var orderNo in new[] { refused, later })
        {
            (await State(orderNo)).ShouldBe("Dismissed");
            (await console.Installation.Run("orders", "show", orderNo)).Output.ShouldContain("invoiced elsewhere");
        }

        // Once more, by a file: it changes nothing, and there is nothing to be done.
        await window.Clicks("Another list");
        await window.Page.GetByLabel("Or a list").SetInputFilesAsync(new FilePayload
        {
            Name = "old.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"orderNo,documentNo\n{refused},OLD1\n{later},\n"),
        });
        await window.Decides("once more");
        await window.Sees(window.Main, "2 orders: 2 adopted earlier");
        (await window.Main.Locator("form").CountAsync()).ShouldBe(0);
        window.Complaints.ShouldBeEmpty();

        async Task<string> State(string orderNo) => (await console.Installation.Show(orderNo)).GetProperty("state").GetString()!;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task what_is_held_of_a_person_is_shown_downloaded_and_erased(bool script)
    {
        var (orderNo, mail) = ($"9{(script ? 1 : 2)}00", $"zoe{(script ? 1 : 2)}@example.test");
        await console.Installation.RetailPro.NoFaults();
        await console.Installation.Publish(Sample.SingleStore(orderNo, order =>
            (order["billing"]!["email"], order["billing"]!["firstName"], order["deliverTo"]!["email"]) = (mail, "Zoe", mail)));
        await console.Installation.Is("Completed", orderNo);
        await using var window = await console.Open(ConsoleInstallation.Admin, "/privacy", script);
        await window.Page.GetByLabel("Mail address").FillAsync(mail.ToUpperInvariant());
        await window.Page.GetByLabel("Download it as JSON").CheckAsync();
        await window.Page.GetByLabel("Reason").FillAsync("asked by letter");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Clicks("Look"));
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        file.RootElement.GetProperty("items").EnumerateArray().Select(item => Text(item, "name")).ShouldContain(orderNo);
        file.RootElement.GetRawText().ShouldContain("Zoe");

        await window.Goes("/privacy");
        await window.Page.GetByLabel("Mail address").FillAsync(mail);
        await window.Decides("asked by letter");
        await window.Sees(window.Title, "What is held of a person");
        var order = window.Main.Locator("details").Filter(new() { HasText = $"Show order {orderNo}" });
        await order.Locator("summary").ClickAsync();
        await window.Sees(order, "Zoe");

        // Of somebody else nothing is erased, whatever was looked at.
        await window.Page.GetByLabel("Type the mail address again").FillAsync("rosa@example.test");
        await window.Decides("asked by letter");
        await window.Sees(window.Main, "Nothing was erased");
        await window.Goes("/privacy");
        await window.Page.GetByLabel("Mail address").FillAsync(mail);
        await window.Decides("asked by letter");
        await window.Page.GetByLabel("Type the mail address again").FillAsync(mail);
        await window.Decides("asked by letter");
        await window.Sees(window.Title, "What was erased");
        await window.Sees(window.Main.GetByRole(AriaRole.Row).Filter(new() { HasText = orderNo }), "erased");
        if (script)
        {
            (await window.Faults("erased person")).ShouldBeEmpty();
        }

        window.Path.ShouldBe("/privacy/erase");
        await window.Goes("/privacy");
        await window.Page.GetByLabel("Mail address").FillAsync(mail);
        await window.Decides("is it so");
        await window.Sees(window.Main, "Nothing is held of this address.");
        (await console.Installation.Run("orders", "show", orderNo, "--full")).Output.ShouldNotContain("Zoe");
        (await console.Installation.Run("audit", "--output", "json")).Output.ShouldNotContain(mail, Case.Insensitive);
        console.Installation.Logs.ShouldNotContain(mail, Case.Insensitive);
        window.Complaints.ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<JsonElement>> Stores() =>
        [.. JsonDocument.Parse((await console.Installation.Run("stores", "list", "--output", "json")).Output).RootElement.EnumerateArray()];

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
