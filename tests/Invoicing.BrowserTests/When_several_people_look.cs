using Invoicing.Harness;
using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

[Collection(MovingConsole.Name)]
[Trait("Takes", "long")]
public sealed class When_several_people_look(MovingConsole console)
{
    [Fact]
    public async Task they_see_the_same_retry_and_that_one_of_them_stops_it()
    {
        var numbers = await console.Refuses(30);
        await console.Installation.RetailPro.NoFaults();
        await using var one = await console.Open(ConsoleInstallation.Operator, "/decide?do=retry&state=Failed");
        await one.Page.GetByLabel("At most so many").FillAsync("1");
        await one.Decides("mended");
        await one.Sees(one.Title, "Running");
        await using var other = await console.Open(ConsoleInstallation.Admin, one.Path);
        await using var viewer = await console.Open(ConsoleInstallation.Viewer, one.Path);
        foreach (var window in new[] { one, other, viewer })
        {
            await Assertions.Expect(Accepted(window)).Not.ToHaveTextAsync("0");
            await window.Sees(window.Main, "by ana");
        }

        // Whoever only looks is told why he cannot stop it.
        var stop = viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Stop here" });
        await Assertions.Expect(stop).ToBeDisabledAsync();
        (await stop.GetAttributeAsync("title")).ShouldBe("Needs the role Operator; yours is Viewer.");
        await other.Decides("enough");

        foreach (var window in new[] { one, other, viewer })
        {
            await window.Sees(window.Title, "Stopped");
            await window.Sees(window.Main, "enough");
        }

        // What was under way when it was stopped is counted once it is known, which one window may have seen and the other not yet.
        await Wait.Until(
            async () =>
            {
                await Task.WhenAll(one.Goes(one.Path), viewer.Goes(viewer.Path));
                return await Accepted(one).InnerTextAsync() == await Accepted(viewer).InnerTextAsync();
            },
            "both see the same");
        new[] { one, other, viewer }.SelectMany(window => window.Complaints).ShouldBeEmpty();
        await console.Installation.Succeeds("orders", "retry", "--state", "Failed", "--reason", "not left for the next test");
        await console.Installation.Is("Completed", numbers);
    }

    [Fact]
    public async Task seven_tabs_of_one_browser_all_load_and_stay_live()
    {
        await console.Installation.RetailPro.NoFaults();
        await using var first = await console.Open(ConsoleInstallation.Viewer);
        List<Window> tabs = [first];
        while (tabs.Count < 7)
        {
            tabs.Add(await first.Tab());
        }

        await Task.WhenAll(tabs.Select(tab => tab.Goes(tabs.IndexOf(tab) % 2 == 0 ? "/" : $"/orders/{MovingConsole.Refused}")));
        await console.Installation.Succeeds("pause", "retailpro", "--reason", "test");

        await Task.WhenAll(tabs.Select(tab => tab.Sees(tab.Strip, "Retail Pro: paused")));
        await console.Installation.Succeeds("resume", "retailpro", "--reason", "test");
        await console.Receives();
        await Task.WhenAll(tabs.Select(tab => tab.Sees(tab.Strip, "Calls run")));
        first.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_form_that_is_sent_twice_does_the_thing_once(bool script)
    {
        var numbers = await console.Refuses(1);
        var operations = await console.Installation.Database.Count("mt_doc_group_operation");
        await console.Installation.RetailPro.NoFaults();
        await using var window = await console.Open(ConsoleInstallation.Operator, $"/orders/{numbers[0]}/hold", script);
        await Twice("Hold");
        await window.Sees(window.Main, "On hold by ana");
        await window.Goes("/audit?action=hold&target=" + numbers[0]);
        (await window.Main.Locator("tbody tr").CountAsync()).ShouldBe(1);
        await window.Goes($"/orders/{numbers[0]}/release");
        await window.Decides();
        await window.Sees(window.Title, $"Order {numbers[0]}");
        // The same page once more, as by the button of the browser that goes back: it asks for something that is done.
        await window.Page.GoBackAsync();
        await window.Decides();
        await window.Sees(window.Title, "Refused");
        await window.Goes("/audit?action=release&target=" + numbers[0]);
        (await window.Main.Locator("tbody tr").CountAsync()).ShouldBe(1);

        await window.Goes("/decide?do=retry&state=Failed");
        await Twice("Retry 1 order");
        await window.Sees(window.Title, "Done");
        await console.Installation.Is("Completed", numbers);
        (await console.Installation.Database.Count("mt_doc_group_operation")).ShouldBe(operations + 1);
        window.Complaints.ShouldBeEmpty();

        async Task Twice(string button)
        {
            await window.Page.GetByLabel("Reason").FillAsync("tests");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = button }).DblClickAsync();
        }
    }

    private static ILocator Accepted(Window window) => window.Main.Locator(".legend li", new() { HasText = "accepted" }).Locator("b");
}
