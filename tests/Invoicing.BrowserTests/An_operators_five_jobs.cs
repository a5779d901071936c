using Invoicing.Harness;
using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

/// <summary>Each in few clicks, with script and without.</summary>
[Collection(MovingConsole.Name)]
public sealed class An_operators_five_jobs(MovingConsole console)
{
    private static readonly string[] s_pages =
        ["/", "/orders", $"/orders/{MovingConsole.Completed}", "/failures", "/retries", "/feeds", "/check", "/audit", "/messages", "/systems/retailpro/pause"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task an_order_is_found_by_its_number_from_every_page(bool script)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/feeds", script);
        if (script)
        {
            await window.Presses("/");
        }
        else
        {
            await window.Clicks(window.Page.GetByLabel("Find an order"));
        }

        await window.Types($"#{MovingConsole.Completed}");
        await window.Presses("Enter");

        await window.Sees(window.Title, $"Order {MovingConsole.Completed}");
        window.Path.ShouldBe($"/orders/{MovingConsole.Completed}");
        window.Steps.ShouldBe(2);
        // By what is no number of an order: a list.
        await window.Page.GetByLabel("Find an order").FillAsync($"M{MovingConsole.Completed}");
        await window.Presses("Enter");
        await window.Clicks(window.Main.GetByRole(AriaRole.Link, new() { Name = MovingConsole.Completed, Exact = true }));
        await window.Sees(window.Title, $"Order {MovingConsole.Completed}");
        window.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task why_an_order_has_failed_and_what_to_do_stands_first_on_its_page(bool script)
    {
        await using var window = await console.Open(ConsoleInstallation.Operator, $"/orders/{MovingConsole.Refused}", script);

        var first = window.Main.Locator("h1 ~ *").First;
        await window.Sees(first.Locator("h2"), "refused");
        await window.Sees(first, "What to do");
        await Assertions.Expect(first.GetByRole(AriaRole.Link, new() { Name = "Retry…" })).ToBeInViewportAsync(new() { Ratio = 1 });
        window.Steps.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_cause_is_retried_one_first_and_watched_to_its_end(bool script)
    {
        var numbers = await console.Refuses(12);
        await console.Installation.RetailPro.NoFaults();
        await using var window = await console.Open(ConsoleInstallation.Operator, "/", script);

        await window.Clicks("Failures");
        await window.Clicks(window.Main.GetByRole(AriaRole.Link, new() { NameRegex = new(@"^Retry \d+…$") }));
        await window.Sees(window.Main, "one first, then twice as many each second");
        await window.Page.GetByLabel("At most so many").FillAsync("4");
        await window.Decides("mended");

        window.Steps.ShouldBe(3);
        await window.Sees(window.Main, "at most 4 orders a second, one first");
        // Nobody touches it from here on.
        await window.Sees(window.Title, "Done");
        var accepted = int.Parse(await window.Main.Locator(".legend li", new() { HasText = "accepted" }).Locator("b").InnerTextAsync());
        accepted.ShouldBeGreaterThanOrEqualTo(numbers.Length);
        await window.Sees(window.Main, "Ended");
        (await window.Main.Locator("svg[aria-label^='How fast it went'] rect").CountAsync()).ShouldBeGreaterThan(1);
        await console.Installation.Is("Completed", numbers);
        window.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_retry_of_many_is_stopped_on_its_page(bool script)
    {
        var numbers = await console.Refuses(30);
        await console.Installation.RetailPro.NoFaults();
        await using var window = await console.Open(ConsoleInstallation.Operator, "/failures", script);
        await window.Clicks(window.Main.GetByRole(AriaRole.Link, new() { NameRegex = new(@"^Retry \d+…$") }));
        await window.Page.GetByLabel("At most so many").FillAsync("1");
        await window.Decides("mended");
        await Assertions.Expect(window.Main.Locator(".legend li", new() { HasText = "accepted" }).Locator("b")).Not.ToHaveTextAsync("0");
        if (script)
        {
            (await window.Faults("running retry")).ShouldBeEmpty();
        }

        await window.Decides("enough");

        await window.Sees(window.Title, "Stopped");
        await window.Sees(window.Main, "enough");
        (await window.Page.GetByRole(AriaRole.Button, new() { Name = "Stop here" }).CountAsync()).ShouldBe(0);
        (await console.Installation.Database.Count("mt_doc_order where state = 'Failed' and not data ? 'onHold'")).ShouldBeGreaterThan(0);
        window.Complaints.ShouldBeEmpty();
        await console.Installation.Succeeds("orders", "retry", "--state", "Failed", "--reason", "not left for the next test");
        await console.Installation.Is("Completed", numbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_system_is_paused_and_resumed_and_every_page_says_so(bool script)
    {
        await console.Installation.RetailPro.NoFaults();
        await using var window = await console.Open(ConsoleInstallation.Operator, "/", script);
        await window.Clicks(SystemRow(window).GetByRole(AriaRole.Link, new() { Name = "Pause…" }));
        await window.Decides("their update");
        window.Steps.ShouldBeLessThanOrEqualTo(3);
        var waiting = await console.Receives();
        foreach (var page in s_pages)
        {
            await window.Goes(page);
            await window.Sees(window.Strip, "Retail Pro: paused by ana since");
            await Assertions.Expect(window.Strip).Not.ToContainTextAsync("Calls run");
        }

        await window.Goes("/");
        var before = window.Steps;
        await window.Clicks(window.Strip.GetByRole(AriaRole.Link, new() { Name = "Retail Pro: paused" }));
        await window.Decides("their update is through");
        (window.Steps - before).ShouldBeLessThanOrEqualTo(3);
        await window.Sees(window.Title, "Overview");
        await window.Sees(window.Strip, "Retail Pro: being resumed by ana");
        await console.Installation.Is("Completed", [.. waiting, .. await console.Receives()]);
        await Wait.Until(
            async () =>
            {
                await window.Goes("/");
                return (await window.Strip.InnerTextAsync()).Contains("Calls run")
                    && (await SystemRow(window).InnerTextAsync()).Contains("ok");
            },
            "calls run");
        window.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task when_the_backlog_is_drained_stands_on_every_page(bool script)
    {
        await console.Installation.RetailPro.NoFaults();
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/", script);
        var waiting = await console.IsPaused();
        var drained = window.Strip.Locator("#drained");
        await Wait.Until(
            async () =>
            {
                await window.Goes("/");
                return await drained.InnerTextAsync() is not "nothing waits";
            },
            "an order is under way");
        foreach (var page in s_pages.Where(page => page is not ("/check" or "/systems/retailpro/pause")))
        {
            await window.Goes(page);
            (await drained.InnerTextAsync()).ShouldMatch("^(drained in about .+|backlog not shrinking)$");
            await Assertions.Expect(drained).ToBeInViewportAsync(new() { Ratio = 1 });
        }

        await console.Installation.Succeeds("resume", "retailpro", "--reason", "test");
        await console.Installation.Is("Completed", waiting);
        if (!script)
        {
            // What stands there is as old as the page.
            await Wait.Until(async () => { await window.Goes("/"); return await drained.InnerTextAsync() == "nothing waits"; }, "nothing waits");
        }

        await window.Sees(drained, "nothing waits");
        window.Steps.ShouldBe(0);
    }

    private static ILocator SystemRow(Window window) => window.Main.GetByRole(AriaRole.Row, new() { Name = "Retail Pro" });
}
