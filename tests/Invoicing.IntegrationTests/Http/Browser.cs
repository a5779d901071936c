using System.Net;
using System.Text.RegularExpressions;

namespace Invoicing.IntegrationTests.Http;

/// <summary>A person's browser: it keeps cookies and sends the forms of pages; it follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private readonly HttpClient _http;

    public Browser(Uri address) => _http = new(_handler) { BaseAddress = Address = address };

    public Uri Address { get; }

    public IEnumerable<Cookie> Cookies => _handler.CookieContainer.GetAllCookies();

    public Cookie Session => Cookies.Single(cookie => cookie.Name == "invoicing_session");

    /// <summary>Of somebody who has come by a link.</summary>
    public static async Task<Browser> Of(Uri address, string link)
    {
        var browser = new Browser(address);
        (await browser.Redeem(link)).Leads("/");
        return browser;
    }

    /// <summary>Looks at the page of the link and presses its button.</summary>
    /// <param name="link">What it holds.</param>
    public Task<Answer> Redeem(string link) => Submit($"/sign-in?t={link}", "/sign-in");

    /// <summary>With the cookie of another one, as it is or changed.</summary>
    public Browser With(Cookie cookie, string? value = null)
    {
        _handler.CookieContainer.Add(Address, new Cookie(cookie.Name, value ?? cookie.Value));
        return this;
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send("GET", path, null, headers);

    public Task<Answer> Post(string path, params (string Name, string Value)[] fields) => Send("POST", path, fields);

    public async Task<Answer> Send(
        string method, string path, (string Name, string Value)[]? fields = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = fields is null
            ? null
            : new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToLookup(header => header.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    header => header.Key,
                    header => string.Join('\n', header.SelectMany(each => each.Value)),
                    StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Sends the form of a page that goes to this address, with its hidden fields.</summary>
    public async Task<Answer> Submit(string page, string action, params (string Name, string Value)[] fields)
    {
        var hidden = HiddenFields(await Get(page), action);
        return await Post(action, [.. hidden.Where(field => fields.All(given => given.Name != field.Name)), .. fields]);
    }

    public static (string Name, string Value)[] HiddenFields(Answer page, string action)
    {
        var form = Forms().Matches(page.Is(200).Text).Select(match => match.Value)
            .FirstOrDefault(form => form.Contains($"action=\"{action}\""))
            ?? throw new InvalidOperationException($"No form goes to {action}:\n{page.Text}");
        return [.. Inputs().Matches(form).Select(match => match.Value).Where(input => input.Contains("type=\"hidden\""))
            .Select(input => (Value(input, "name"), Value(input, "value")))];

        static string Value(string input, string name) =>
            WebUtility.HtmlDecode(Regex.Match(input, $" {name}=\"([^\"]*)\"").Groups[1].Value);
    }

    /// <summary>Follows what is answered, also to another address, to its end.</summary>
    public async Task<(Answer End, IReadOnlyList<string> Way)> Follow(string path)
    {
        var way = new List<string> { path };
        var answer = await Get(path);
        while (answer.Status == 302)
        {
            way.Add(answer.Headers["Location"]);
            way.Count.ShouldBeLessThan(12, string.Join('\n', way));
            answer = await Get(way[^1]);
        }

        return (answer, way);
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();
}

internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public Answer Is(int status, string? of = null)
    {
        Status.ShouldBe(status, $"{of}\n{Text}");
        return this;
    }

    public Answer Leads(string path)
    {
        Is(302).Headers["Location"].ShouldBe(path);
        return this;
    }

    /// <summary>To the page to sign in.</summary>
    public bool AsksToSignIn => Status == 302 && new Uri(new("http://here"), Headers["Location"]).AbsolutePath == "/sign-in";
}
