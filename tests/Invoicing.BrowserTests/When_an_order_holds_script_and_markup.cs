namespace Invoicing.BrowserTests;

[Collection(PreparedConsole.Name)]
public sealed class When_an_order_holds_script_and_markup(PreparedConsole console)
{
    [Fact]
    public async Task it_is_text_wherever_the_order_is_shown()
    {
        await using var window = await console.Open(ConsoleInstallation.Operator, "/orders");
        await Shows("/orders", PreparedConsole.Refused, PreparedConsole.Taken, PreparedConsole.Unusable, $"{Payload.Markup}{PreparedConsole.Taken}");
        await Shows("/failures", PreparedConsole.Unusable);
        await Shows("/decide?do=hold&state=Failed", PreparedConsole.Refused, PreparedConsole.Unusable);
        await Shows("/retries", $"because {Payload.Markup}");
        await Shows(console.Retry, PreparedConsole.Refused, $"because {Payload.Markup}");
        await Shows("/feeds", PreparedConsole.FeedName);
        await Shows($"/feeds/{Uri.EscapeDataString(PreparedConsole.FeedName)}", PreparedConsole.FeedName);
        await Shows("/stores", Payload.Script, Payload.Markup);
        await Shows("/audit", $"because {Payload.Markup}");
        await Shows(Order(PreparedConsole.Refused), PreparedConsole.Refused, PreparedConsole.Answer, $"{Payload.Markup}{PreparedConsole.Refused}");
        await Shows(Order(PreparedConsole.Taken), PreparedConsole.Document);
        await Shows(Order(PreparedConsole.Unusable), PreparedConsole.Unusable);
        await Shows("/orders/1006", $"because {Payload.Markup}");
        await Shows("/orders/1008", $"because {Payload.Markup}");
        foreach (var action in new[] { "retry", "hold", "release", "dismiss", "reveal", "confirm?done=true" })
        {
            await Shows($"{Order(PreparedConsole.Unusable)}/{action}", PreparedConsole.Unusable);
        }

        async Task Shows(string path, params string[] texts)
        {
            await window.Goes(path);
            foreach (var text in texts)
            {
                await window.Sees(window.Main, text);
            }

            await window.ShouldBeInert();
        }
    }

    [Fact]
    public async Task it_is_text_also_where_somebody_has_written_it_into_the_address()
    {
        await using var window = await console.Open(ConsoleInstallation.Operator, "/");
        foreach (var payload in new[] { Payload.Markup, Payload.Script, Payload.Address, Payload.Attribute })
        {
            var text = Uri.EscapeDataString(payload);
            await window.Goes($"/orders?q={text}&store={text}&channel={text}&failedAt={text}");
            (await window.Main.GetByLabel("Search").InputValueAsync()).ShouldBe(payload);
            await window.ShouldBeInert();
            await window.Goes($"/audit?by={text}&action={text}&target={text}");
            await window.ShouldBeInert();
            await window.Goes($"/orders/1003?done={text}");
            (await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Status).CountAsync()).ShouldBe(0, "only what was done is said to be");
            await window.ShouldBeInert();
            await window.Goes($"/stores?q={text}&done={text}");
            (await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Status).CountAsync()).ShouldBe(0, "only what was done is said to be");
            await window.ShouldBeInert();
            foreach (var (path, status) in new[]
                     {
                         ($"/orders/{text}a", 404), ($"/orders?state={text}", 400), ($"/retries/{text}", 404), ($"/feeds/{text}", 404),
                         ($"/systems/{text}/pause", 404), ($"/decide?do={text}&store=x", 400), ($"/orders?since={text}", 400),
                     })
            {
                await window.Goes(path, status);
                await window.ShouldBeInert();
            }
        }
    }

    private static string Order(string orderNo) => $"/orders/{Uri.EscapeDataString(orderNo)}";
}
