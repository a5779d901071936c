using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

[Collection(PreparedConsole.Name)]
[Trait("Takes", "long")]
public sealed class Who_only_looks(PreparedConsole console)
{
    [Theory]
    [InlineData("/", "Pause…")]
    [InlineData("/orders?state=Failed", "Retry…", "Hold…", "Dismiss…")]
    [InlineData("/orders/1003", "Retry…", "Hold…", "Correct data…", "Dismiss…")]
    [InlineData("/orders/1005", "It is there…", "It is not there…")]
    [InlineData("/orders/1006", "Release…")]
    [InlineData("/failures", "Retry")]
    [InlineData("/stores", "Enter a store…", "Import a file…", "Change…", "Remove…")]
    [InlineData("/going-live", "Adopt…")]
    public async Task sees_what_others_may_do_and_why_he_may_not(string path, params string[] actions)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, path);

        foreach (var action in actions)
        {
            var button = window.Main.Locator(".off", new() { HasText = action }).First;
            await Assertions.Expect(button).ToBeVisibleAsync();
            (await button.GetAttributeAsync("title"))!.ShouldMatch("^Needs the role (Operator|Admin); yours is Viewer\\.$");
            await Assertions.Expect(button).ToHaveAttributeAsync("aria-disabled", "true");
            // Not by the title alone, which neither keys nor a screen reader need find.
            await Assertions.Expect(button).ToContainTextAsync("Needs the role");
        }

        (await window.Main.Locator("form[method=post]").CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("/orders/1003/retry")]
    [InlineData("/orders/1003/correct")]
    [InlineData("/orders/1003/reveal")]
    [InlineData("/decide?do=retry&state=Failed")]
    [InlineData("/systems/retailpro/pause")]
    [InlineData("/check")]
    [InlineData("/access")]
    [InlineData("/stores/set")]
    [InlineData("/stores/import")]
    [InlineData("/going-live/adopt")]
    [InlineData("/privacy")]
    public async Task gets_no_form_of_a_decision_by_its_address(string path)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer);
        await window.Goes(path, 403);

        await window.Sees(window.Main, "yours is Viewer");
        (await window.Page.Locator("form[method=post]").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task is_known_until_he_signs_out()
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/failures");
        await window.Sees(window.Page.Locator(".who"), "vera viewer");
        await using var nobody = await console.Open(null, "/orders/1003?done=hold");
        await nobody.Sees(nobody.Title, "Sign in");
        nobody.Path.ShouldContain("to=%2Forders%2F1003%3Fdone%3Dhold");
    }
}
