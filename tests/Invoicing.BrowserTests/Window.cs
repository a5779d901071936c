using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Invoicing.BrowserTests;

/// <summary>A window of a browser of its own, and somebody before it, whose clicks and keys are counted.</summary>
internal sealed class Window : IAsyncDisposable
{
    public const int Wide = 1400, Narrow = 360, Height = 900;
    public const float Limit = 60_000;

    /// <summary>WCAG up to 2.2, levels A and AA.</summary>
    private static readonly AxeRunOptions s_wcag = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        ResultTypes = [ResultType.Violations],
    };

    private readonly ConcurrentQueue<string> _complaints;

    private Window(IPage page, ConcurrentQueue<string> complaints) => (Page, _complaints) = (page, complaints);

    public IPage Page { get; }

    /// <summary>Clicks and keys; text that is typed into a field counts nothing.</summary>
    public int Steps { get; private set; }

    public ILocator Main => Page.Locator("main");

    public ILocator Strip => Page.Locator("#strip");

    public ILocator Title => Page.Locator("h1");

    public string Path => new Uri(Page.Url).PathAndQuery;

    public static async Task<Window> Of(IBrowserContext context)
    {
        context.SetDefaultTimeout(Limit);
        var complaints = new ConcurrentQueue<string>();
        await context.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', e => console.error(`refused: ${e.violatedDirective} ${e.blockedURI}`));");
        context.Console += (_, said) =>
        {
            // The browser says so of every page whose status is that of a fault, such as the one for an order that there is not.
            if (said.Type is "error" or "warning" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                complaints.Enqueue($"{said.Page?.Url}: {said.Text}");
            }
        };
        context.WebError += (_, fault) => complaints.Enqueue($"{fault.Page?.Url}: {fault.Error}");
        context.Dialog += (_, dialog) => complaints.Enqueue($"a dialog of {dialog.Page?.Url}: {dialog.Message}");
        context.RequestFailed += (_, request) =>
        {
            if (request.Failure != "net::ERR_ABORTED")
            {
                complaints.Enqueue($"{request.Url}: {request.Failure}");
            }
        };
        return new(await context.NewPageAsync(), complaints);
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Window> Tab() => new(await Page.Context.NewPageAsync(), _complaints);

    public async Task Goes(string path, int status = 200) => (await Page.GotoAsync(path))!.Status.ShouldBe(status, path);

    public async Task Clicks(ILocator what)
    {
        Steps++;
        await what.ClickAsync();
    }

    public Task Clicks(string name) => Clicks(Page.GetByRole(AriaRole.Link, new() { Name = name }).Or(
        Page.GetByRole(AriaRole.Button, new() { Name = name })).First);

    public async Task Presses(string key)
    {
        Steps++;
        await Page.Keyboard.PressAsync(key);
    }

    public Task Types(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Gives a reason and sends the form of a decision.</summary>
    public async Task Decides(string reason = "tests")
    {
        await Page.GetByLabel("Reason").FillAsync(reason);
        await Clicks(Page.Locator("form.decision [type=submit]"));
    }

    public Task Sees(ILocator where, string text) =>
        Assertions.Expect(where).ToContainTextAsync(text, new() { UseInnerText = true });

    /// <summary>Faults of the page in light and dark, wide and narrow, and everything that the browser has complained of.</summary>
    public async Task<IReadOnlyList<string>> Faults(string name)
    {
        List<string> faults = [];
        foreach (var (width, scheme) in new[]
                 {
                     (Wide, ColorScheme.Light), (Wide, ColorScheme.Dark), (Narrow, ColorScheme.Dark), (Narrow, ColorScheme.Light),
                 })
        {
            await Page.SetViewportSizeAsync(width, Height);
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var (shown, needed) = (await Page.EvaluateAsync<int>("document.documentElement.clientWidth"),
                await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            if (needed > shown)
            {
                faults.Add($"{width} {scheme}: {needed} pixels are needed, by {await Page.EvaluateAsync<string>(WhatIsTooWide)}");
            }

            var found = await Page.RunAxe(s_wcag);
            faults.AddRange(found.Violations.Select(violation => $"{width} {scheme}: {violation.Id}: {violation.Help}: "
                + string.Join("; ", violation.Nodes.Take(5).Select(node => node.Html))));
            await KeepPicture(name, width, scheme);
        }

        return [.. faults, .. Complaints];
    }

    public IEnumerable<string> Complaints => _complaints;

    /// <summary>Nothing that came as text has become anything else, or has been kept from it by the browser only.</summary>
    public async Task ShouldBeInert()
    {
        (await Page.EvaluateAsync<bool>("window.hit === undefined")).ShouldBeTrue($"something ran at {Page.Url}");
        (await Page.EvaluateAsync<string[]>(WhatTextMustNotBe)).ShouldBeEmpty(Page.Url);
        Complaints.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    /// <summary>Elements that no page has by itself, and addresses and attributes that would run something.</summary>
    private const string WhatTextMustNotBe = """
        [...document.querySelectorAll('*')].filter(e => e.matches('img[src=x], iframe, main i, [href^="javascript:" i], [action^="javascript:" i]')
            || e.matches('b') && e.textContent === 'x' || e.matches('script') && e.textContent.trim() !== ''
            || [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML)
        """;

    private const string WhatIsTooWide = """
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 5).map(e => `${e.tagName}.${e.getAttribute('class') ?? ''} ${e.textContent.trim().slice(0, 30)}`).join('; ')
        """;

    /// <summary>For eyes: INVOICING_SCREENSHOTS names a folder.</summary>
    private async Task KeepPicture(string name, int width, ColorScheme scheme)
    {
        if (name.Length > 0 && Environment.GetEnvironmentVariable("INVOICING_SCREENSHOTS") is { Length: > 0 } folder
            && (width, scheme) is (Wide, ColorScheme.Light) or (Narrow, ColorScheme.Dark))
        {
            var file = $"{name.Replace(' ', '-')}-{width}-{scheme.ToString().ToLowerInvariant()}.png";
            await Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, file), FullPage = true });
        }
    }
}
