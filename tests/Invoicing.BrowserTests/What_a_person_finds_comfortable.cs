using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

[Collection(PreparedConsole.Name)]
[Trait("Takes", "long")]
public sealed class What_a_person_finds_comfortable(PreparedConsole console)
{
    private const string Zone = "America/El_Salvador";

    [Fact]
    public async Task times_are_those_of_where_the_viewer_is()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/orders/1001", zone: Zone);

        var times = await window.Main.Locator("time").AllAsync();
        times.Count.ShouldBeGreaterThan(3);
        foreach (var time in times)
        {
            var at = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
            var there = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(Zone));
            (await time.InnerTextAsync()).ShouldEndWith(there.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            (await time.GetAttributeAsync("title"))!.ShouldBe(at.ToString("yyyy-MM-dd HH:mm:ss UTC", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task without_script_times_are_in_UTC_and_say_so()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/orders/1001", script: false, zone: Zone);

        foreach (var time in await window.Main.Locator("time").AllAsync())
        {
            var at = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture).ToUniversalTime();
            (await time.InnerTextAsync()).ShouldMatch($"{at:HH:mm}.* UTC$");
        }

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" })).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task single_keys_move_through_lists_and_pages()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/orders");
        var rows = window.Main.Locator("tbody tr");
        await window.Presses("j");
        await window.Presses("j");
        await window.Presses("k");
        await window.Presses("j");
        await Assertions.Expect(rows.Nth(1)).ToHaveClassAsync("here");
        var number = await rows.Nth(1).GetByRole(AriaRole.Link).InnerTextAsync();
        await window.Presses("Enter");
        await window.Sees(window.Title, $"Order {number}");

        foreach (var (key, title) in new[]
                 {
                     ("o", "Orders"), ("f", "Failures"), ("r", "Retries"), ("e", "Feeds"), ("a", "Audit"), ("h", "Overview"),
                 })
        {
            await window.Presses("g");
            await window.Presses(key);
            await window.Sees(window.Title, title);
        }

        await window.Presses("/");
        await Assertions.Expect(window.Page.GetByLabel("Find an order")).ToBeFocusedAsync();
        // In a field keys are letters.
        await window.Types("gf?j");
        await Assertions.Expect(window.Page.GetByLabel("Find an order")).ToHaveValueAsync("gf?j");
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task single_keys_can_be_switched_off()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/orders");
        var keys = window.Page.GetByRole(AriaRole.Dialog);
        await window.Presses("?");
        await keys.GetByLabel("Single keys").UncheckAsync();
        await keys.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await window.Presses("j");
        await window.Presses("/");

        await window.Presses("?");
        await Assertions.Expect(keys).ToBeVisibleAsync();
        await window.Presses("Escape");
        await Assertions.Expect(keys).Not.ToBeVisibleAsync();
        await Assertions.Expect(window.Main.Locator("tr.here")).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page.GetByLabel("Find an order")).Not.ToBeFocusedAsync();
        await window.Page.ReloadAsync();
        await window.Presses("?");
        await Assertions.Expect(keys.GetByLabel("Single keys")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task a_command_is_copied_by_its_button_and_by_a_key()
    {
        await using var window = await console.Open(ConsoleInstallation.Operator, "/orders/1003/retry?step=invoice&attempt=1");
        await window.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var command = await window.Main.Locator(".command code").InnerTextAsync();
        var button = window.Main.Locator(".command button");
        command.ShouldBe("invoicing orders retry 1003 --step invoice --reason \"…\"");

        await button.ClickAsync();
        await Assertions.Expect(button).ToHaveTextAsync("Copied");
        (await Clipboard()).ShouldBe(command);
        await window.Page.EvaluateAsync("navigator.clipboard.writeText('')");
        await Assertions.Expect(button).ToHaveTextAsync("Copy");
        await window.Presses("c");
        await Assertions.Expect(button).ToHaveTextAsync("Copied");
        (await Clipboard()).ShouldBe(command);

        Task<string> Clipboard() => window.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task what_somebody_sees_is_in_the_address(bool script)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/orders", script);
        var filter = window.Page.GetByRole(AriaRole.Form, new() { Name = "Filter" });
        await filter.GetByLabel("Cause").SelectOptionAsync("Refused");
        await filter.GetByLabel("Store").FillAsync("SVA40");
        await filter.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex(@"/orders\?.*store=SVA40"));
        await window.Page.GetByRole(AriaRole.Group, new() { Name = "States" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^Failed") }).ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex("state=Failed"));
        var seen = await window.Main.InnerTextAsync();
        seen.ShouldContain("1003");
        seen.ShouldNotContain("1001");

        await window.Page.ReloadAsync();
        (await window.Main.InnerTextAsync()).ShouldBe(seen);
        await using var colleague = await console.Open(ConsoleInstallation.Viewer, window.Path, script);
        (await colleague.Main.InnerTextAsync()).ShouldBe(seen);
        (await colleague.Page.GetByLabel("Store").InputValueAsync()).ShouldBe("SVA40");
    }
}
