using System.Text.Json;
using Invoicing.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Invoicing.BrowserTests;

/// <summary>A service on real servers and a browser, in which people of every role are signed in.</summary>
public abstract class ConsoleInstallation(IMessageSink log) : IAsyncLifetime
{
    public const string Viewer = "viewer", Operator = "operator", Admin = "admin";

    /// <summary>Who has the role: the name holds what would do harm if it were taken for markup.</summary>
    private static readonly (string Role, string Name)[] s_people = [(Viewer, "vera"), (Operator, "ana"), (Admin, Payload.Markup)];

    private readonly Dictionary<string, string> _signedIn = [];
    private IPlaywright _driver = null!;
    private IBrowser _browser = null!;

    internal Installation Installation { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // They only end a test that has failed, as all limits here.
        Assertions.SetDefaultExpectTimeout(Window.Limit);
        var starting = StartBrowser();
        Installation = await Installation.Create(line => log.OnMessage(new DiagnosticMessage(line)));
        Address = Installation.ServesHttp();
        await Prepare();
        await Installation.Serve();
        await starting;
        foreach (var (role, name) in s_people)
        {
            _signedIn[role] = await SignIn(await Link(name, role));
        }

        await Begin();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _driver.Dispose();
        await Installation.DisposeAsync();
    }

    /// <param name="role">Null: nobody is signed in.</param>
    /// <param name="zone">The viewer's, such as <c>America/El_Salvador</c>.</param>
    internal async Task<Window> Open(string? role, string? path = null, bool script = true, string? zone = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            StorageState = role is null ? null : _signedIn[role],
            JavaScriptEnabled = script,
            TimezoneId = zone,
            Locale = "en-GB",
            ViewportSize = new() { Width = Window.Wide, Height = Window.Height },
            ColorScheme = ColorScheme.Light,
        });
        var window = await Window.Of(context);
        if (path is not null)
        {
            await window.Goes(path);
        }

        return window;
    }

    /// <summary>Retail Pro refuses these orders, and nothing is done about it.</summary>
    internal async Task HasRefused(params string[] orderNos)
    {
        await Installation.RetailPro.Refuses(orderNos);
        await Installation.Publish(orderNos.Select(Sample.SingleStore));
        await Installation.Is("Failed", orderNos);
    }

    /// <summary>Before the service starts.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    /// <summary>While it runs, before the first test.</summary>
    protected virtual Task Begin() => Task.CompletedTask;

    private async Task StartBrowser()
    {
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("INVOICING_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>The first by a command, the others by whoever came in by it.</summary>
    private async Task<string> Link(string name, string role)
    {
        if (!_signedIn.TryGetValue(Admin, out _) && role != Admin)
        {
            var made = await Installation.Run(
                "console", "sign-in", "--name", "root", "--role", Admin, "--reason", "test", "--output", "json");
            made.ExitCode.ShouldBe(0, made.ToString());
            _signedIn[Admin] = await SignIn(JsonDocument.Parse(made.Output).RootElement.GetProperty("link").GetString()!);
        }

        await using var admin = await Open(Admin, "/access");
        var form = admin.Page.Locator("form[action='/access/links']");
        await form.GetByLabel("Who").FillAsync(name);
        await form.GetByLabel("What they may").SelectOptionAsync(char.ToUpperInvariant(role[0]) + role[1..]);
        await form.GetByRole(AriaRole.Button).ClickAsync();
        return await admin.Page.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
    }

    private async Task<string> SignIn(string link)
    {
        await using var window = await Open(null, link);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");
        return await window.Page.Context.StorageStateAsync();
    }
}
